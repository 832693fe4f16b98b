"""Reprint labels, with a reason; or, after a jam, resume from the last good label.

For a label that is confirmed a further copy is made. Labels of a silent printer or a browser never become
`printed` by themselves: there the same row is sent again. A printer's labels come out in the order of
sending, those of a browser's dialog in the order of the batch.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from packages_ui.messages import printing
from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services.locks import locked_batch, locked_printer
from packages_ui.services.marks.stops import set_aside
from packages_ui.services.printing import control, ledger
from packages_ui.services.printing.browser import in_pdf
from packages_ui.services.printing.history import needs_a_person
from packages_ui.services.printing.progress import drop_pdf, newest_copies

State, Cause = PrintJob.State, PrintJob.Cause
Proof = PrintJob.Proof


def reprint(*, batch: LabelBatch, jobs: Iterable[PrintJob], because: str, user_id: int) -> int:
    """How many of `jobs` of the batch are printed again. A label that already has a later copy is skipped, so
    that a second press does nothing; one whose package has changed is fetched again."""
    ids = [job.pk for job in jobs]
    try:
        with transaction.atomic():
            locked_batch(batch.pk)
            found = newest_copies(batch.jobs.filter(pk__in=ids)).select_related("printer", "label", "batch")
            return _reprint(batch, list(found.order_by("position")), because, user_id)
    except IntegrityError:  # a second press at the same moment made the copies
        return 0


def requeue(job: PrintJob, because: str) -> bool:
    """sent or unknown → ready: a person has checked it, and it did not print well."""
    if job.state == State.SENT:
        if not ledger.mark_unconfirmed(job, cause=Cause.SILENT, reason=printing.WANTED_AGAIN()):
            return False
        job.state = State.UNKNOWN
    return ledger.requeue_unprinted(job, attempts=0, reprint_because=because)


def act_of(job: PrintJob, user_id: int, because: str) -> Act:
    """The audit entry of one label."""
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
    again += [job for job in jobs if needs_a_person(job) and requeue(job, because)]
    Act.objects.bulk_create(act_of(job, user_id, because) for job in again)
    drop_pdf(batch.pk, len(again))
    set_aside(numbers=[job.package_number for job in again])
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """What resuming from `good` does: `again` are printed again, in this order; `held` are still in the
    printer and will be printed; `follow` is how many come after them as before."""

    good: PrintJob
    again: tuple[PrintJob, ...]
    held: tuple[PrintJob, ...]
    follow: int


def resumption(*, good: PrintJob) -> Resumption:
    """What would happen; nothing is changed."""
    after = list(_after(good).select_related("printer", "label", "batch"))
    open_jobs = good.batch.jobs.filter(state__in=(*PrintJob.WAITING, State.READY))
    return Resumption(
        good=good,
        again=tuple(job for job in after if _is_spoilt(job)),
        held=tuple(job for job in after if job.state in PrintJob.AT_PRINTER and not needs_a_person(job)),
        follow=open_jobs.count(),
    )


def resume_from(*, good: PrintJob, because: str, user_id: int) -> int:
    """`good` is the last good label: those after it are printed again, and the batch and its printer resume.
    How many are printed again; 0 where somebody else has just done it."""
    try:
        with transaction.atomic():
            now = _locked(good)
            return _resume(now, because, user_id) if now else 0
    except IntegrityError:
        return 0


def _locked(good: PrintJob) -> PrintJob | None:
    """As it is now, with its batch and the printer locked; None where it is no longer on paper."""
    batch = locked_batch(good.batch_id)
    if batch is not None and batch.printer_id:
        locked_printer(batch.printer_id)
    jobs = PrintJob.objects.select_related("printer", "label", "batch__printer")
    return jobs.filter(pk=good.pk, state__in=PrintJob.ON_PAPER, sending_at__isnull=False).first()


def _resume(good: PrintJob, because: str, user_id: int) -> int:
    again = resumption(good=good).again
    _confirm_up_to(good)
    unknown = [job for job in again if job.state == State.UNKNOWN and requeue(job, because)]
    Act.objects.bulk_create(act_of(job, user_id, because) for job in unknown)
    count = reprint(batch=good.batch, jobs=again, because=because, user_id=user_id)
    _resume_printing(good, user_id)
    return len(unknown) + count


def _after(good: PrintJob) -> QuerySet[PrintJob]:
    if _in_browser(good):
        return _same_pdf(good).filter(position__gt=good.position).order_by("position")
    sent = good.batch.jobs.filter(sending_at__gt=good.sending_at)
    return newest_copies(sent).order_by("sending_at", "id")


def _is_spoilt(job: PrintJob) -> bool:
    """Whether it has been printed, or only a person can confirm it."""
    return job.state in (State.PRINTED, State.UNKNOWN) or needs_a_person(job)


def _confirm_up_to(good: PrintJob) -> None:
    """The scanned label is its own proof. Those before it that only a person can confirm were printed too."""
    if good.state == State.UNKNOWN:
        ledger.confirm(good, Proof.PERSON)
    elif needs_a_person(good):
        before = _same_pdf(good).filter(position__lte=good.position)
        if not _in_browser(good):
            before = good.batch.jobs.filter(printer=good.printer, sending_at__lte=good.sending_at)
        ledger.move(before, State.SENT, State.PRINTED, proof=Proof.PERSON)
    elif good.state == State.SENT:
        ledger.confirm(good, Proof.PERSON)


def _resume_printing(good: PrintJob, user_id: int) -> None:
    control.resume_batch(batch=good.batch, user_id=user_id)
    if printer := good.batch.printer:
        control.resume_printer(printer=printer, user_id=user_id)
        Printer.objects.filter(pk=printer.pk).update(current=good.batch)


def _in_browser(good: PrintJob) -> bool:
    return good.printer is None or not good.printer.is_fed


def _same_pdf(good: PrintJob) -> QuerySet[PrintJob]:
    """All labels of one PDF are sent at the same moment; where it is still open, those in it."""
    given = in_pdf(batch=good.batch)
    if given.filter(pk=good.pk).exists():
        return given
    same = good.batch.jobs.filter(sending_at=good.sending_at, state__in=(State.SENT, State.PRINTED))
    return newest_copies(same)
