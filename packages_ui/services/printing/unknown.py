"""Labels of which nobody knows whether they came out, as the screen asks about them."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.printing.condition import condition_of
from packages_ui.services.printing.print_progress import TELLS
from packages_ui.services.rows import age

State = PrintJob.State
MOST = 100
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(hours=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownRow:
    """`since` is when it was handed over, `ago` how long that is; `reason` what happened. `code` is the
    number that stands on it."""

    id: int
    number: str
    position: int
    batch_id: int
    batch: str
    printer: str
    since: str
    ago: str
    reason: str
    code: str
    label_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """`count` labels are at a printer, and `said` is how that is."""

    said: str
    count: int


def unknown_labels(
    printer: Printer | None = None, *, batch: LabelBatch | None = None
) -> tuple[UnknownRow, ...]:
    """Of one printer, one batch, or all; the newest first, at most 100."""
    return tuple(_row(job) for job in unknown_jobs(printer, batch=batch)[:MOST])


def unknown_jobs(printer: Printer | None = None, *, batch: LabelBatch | None = None) -> list[PrintJob]:
    """The rows themselves, in the same order."""
    jobs = PrintJob.objects.filter(state=State.UNKNOWN).select_related("batch", "printer", "label")
    jobs = jobs.filter(printer=printer) if printer else jobs
    jobs = jobs.filter(batch=batch) if batch else jobs
    return list(jobs.order_by("-unknown_at", "-id"))


def held_labels(printer: Printer | None = None) -> tuple[Held, ...]:
    """Labels that printers in trouble were given and will tell of, of one printer or of all. What one was
    given that never tells counts as out."""
    jobs = PrintJob.objects.filter(TELLS, state__in=PrintJob.AT_PRINTER, printer__trouble__gt="")
    jobs = jobs.filter(printer=printer) if printer else jobs
    counts = dict(jobs.order_by().values_list("printer").annotate(Count("pk")))
    printers = Printer.objects.filter(pk__in=counts)
    return tuple(Held(said=condition_of(one).of(one.name), count=counts[one.pk]) for one in printers)


def _row(job: PrintJob) -> UnknownRow:
    handed = job.sent_at if job.sent_at and job.sent_at >= (job.sending_at or job.sent_at) else job.sending_at
    moment = handed or job.unknown_at or job.wanted_at
    gone = timezone.now() - moment
    local = timezone.localtime(moment)
    return UnknownRow(
        id=job.pk,
        number=job.package_number,
        position=job.position,
        batch_id=job.batch_id,
        batch=str(job.batch),
        printer=job.printer.name if job.printer else "a browser",
        since=local.strftime("%H:%M:%S" if gone < A_DAY else "%d.%m.%Y %H:%M"),
        ago=f"{age(gone)} ago" if gone >= A_MINUTE else "just now",
        reason=job.reason,
        code=job.codes.split("\n")[0],
        label_id=job.label_id,
    )
