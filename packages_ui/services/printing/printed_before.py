"""Which labels are printed already, or about to be: none is printed twice without a person's consent."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from backoffice.compiled import Compiled
from packages_ui.messages import printing
from packages_ui.models import Printer, PrintJob
from packages_ui.services.audit import name_of
from packages_ui.services.errors import Before

ONE_AT_A_TIME = (
    "make a batch"  # held from the check until the batch is made, so that a second request sees the first
)
ON_PAPER = Q(state__in=PrintJob.ON_PAPER)
ON_ITS_WAY = Q(
    state__in=(*PrintJob.WAITING, PrintJob.State.READY),
    batch__cancelled_at=None,
    batch__printer__kind__in=(Printer.Kind.IPP, Printer.Kind.RAW, Printer.Kind.AGENT),
)
GOOD = Q(label=None) | Q(label__stale_at=None)


def printed_before(*, numbers: Sequence[str]) -> tuple[Before, ...]:
    """The newest copy of each package's label, in the order of `numbers`. One whose package has changed since
    does not count: it has to be printed again."""
    jobs = _jobs(numbers) if len(numbers) != 1 else OF_ONE.objects(number=numbers[0])
    found = {job.package_number: _before(job) for job in jobs}
    return tuple(found[number] for number in numbers if number in found)


def printed() -> QuerySet[PrintJob]:
    """Labels on paper or on their way there that are good for their package."""
    return PrintJob.objects.filter(ON_PAPER | ON_ITS_WAY, GOOD)


def _jobs(numbers: Sequence[str]) -> QuerySet[PrintJob]:
    jobs = printed().filter(package_number__in=numbers)
    return jobs.select_related("printer", "batch__printer", "batch__owner").order_by("id")


OF_ONE = Compiled(lambda *, number: _jobs([number]))


def _before(job: PrintJob) -> Before:
    printer = job.printer or job.batch.printer
    return Before(
        number=job.package_number,
        when=job.printed_at or job.sent_at or job.sending_at or job.wanted_at,
        where=printer.name if printer else str(printing.BROWSER()),
        who=name_of(job.batch.owner),
        word=job.state,
        batch_id=job.batch_id,
        batch=str(job.batch),
    )
