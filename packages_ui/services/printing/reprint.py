"""Print labels once more that are on paper, with a reason.

Of a label that is proved to be printed a further copy is made. What a silent printer or a browser was given
never becomes `printed` by itself: there the same row goes out again.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, PrintJob
from packages_ui.services.batches import drop_pdf
from packages_ui.services.locks import locked_batch
from packages_ui.services.printing import ledger
from packages_ui.services.printing.job_words import cannot_tell
from packages_ui.services.printing.print_progress import newest_copies

State, Cause = PrintJob.State, PrintJob.Cause
AGAIN = "A person wants it printed once more."


def reprint(*, batch: LabelBatch, jobs: Iterable[PrintJob], because: str, user_id: int) -> int:
    """How many of `jobs` of the batch are printed once more. A label of which a later copy is there already
    is left alone, so that a second press does nothing; one whose package has changed is fetched anew."""
    ids = [job.pk for job in jobs]
    try:
        with transaction.atomic():
            locked_batch(batch.pk)
            found = newest_copies(batch.jobs.filter(pk__in=ids)).select_related("printer", "label", "batch")
            return _reprint(batch, list(found.order_by("position")), because, user_id)
    except IntegrityError:  # a second press at the same moment made the copies
        return 0


def give_back(job: PrintJob, because: str) -> bool:
    """sent or unknown → ready: a person has looked, and it did not come out well."""
    if job.state == State.SENT:
        if not ledger.doubt(job, cause=Cause.SILENT, reason=AGAIN):
            return False
        job.state = State.UNKNOWN
    return ledger.give_back(job, attempts=0, reprint_because=because)


def act_of(job: PrintJob, user_id: int, because: str) -> Act:
    """What the audit keeps of one label."""
    return Act(
        package_number=job.package_number,
        verb=Act.Verb.REPRINT,
        outcome=Act.Outcome.DONE,
        user_id=user_id,
        after={"batch": job.batch_id, "because": because},
    )


def _reprint(batch: LabelBatch, jobs: list[PrintJob], because: str, user_id: int) -> int:
    copies = [_copy(job, because) for job in jobs if job.state == State.PRINTED]
    again = PrintJob.objects.bulk_create(copies)
    again += [job for job in jobs if cannot_tell(job) and give_back(job, because)]
    Act.objects.bulk_create(act_of(job, user_id, because) for job in again)
    drop_pdf(batch.pk, len(again))
    return len(again)


def _copy(job: PrintJob, because: str) -> PrintJob:
    good = job.label is not None and job.label.stale_at is None
    now = timezone.now()
    return PrintJob(
        batch=job.batch,
        package_number=job.package_number,
        position=job.position,
        copy=job.copy + 1,
        state=State.READY if good else State.WANTED,
        own=job.own,
        label=job.label if good else None,
        fingerprint=job.fingerprint,
        codes=job.codes,
        checked=job.checked,
        reprint_because=because,
        wanted_at=now,
        fetched_at=now if good else None,
        ready_at=now if good else None,
    )
