"""Unconfirmed labels as screens show them; and record an operator's answer: did it print, or may it be
printed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import printing
from packages_ui.messages.message import Message
from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services.locks import lock_batches
from packages_ui.services.marks.stops import set_aside, stopped
from packages_ui.services.packages.rows import age
from packages_ui.services.printing import ledger
from packages_ui.services.printing.condition import condition_of
from packages_ui.services.printing.progress import CONFIRMS

State = PrintJob.State
MOST = 100
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(hours=20)
Proof = PrintJob.Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownRow:
    """`since` is when it was sent, `ago` how long ago that was; `reason` what happened. `code` is the number
    that is printed on it."""

    id: int
    number: str
    position: int
    batch_id: int
    batch: str
    printer: Message | str
    since: str
    ago: Message
    reason: Message
    code: str
    label_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """`count` labels are at a printer; `condition` is its name and state."""

    condition: Message | str
    count: int


def unknown_labels(
    printer: Printer | None = None, *, batch: LabelBatch | None = None
) -> tuple[UnknownRow, ...]:
    """Of one printer, one batch, or all; the newest first, at most 100."""
    return tuple(_row(job) for job in NEWEST_UNKNOWN.objects(**_of(printer, batch)))


def unknown_jobs(printer: Printer | None = None, *, batch: LabelBatch | None = None) -> list[PrintJob]:
    """The rows themselves, in the same order."""
    return list(_unknown(**_of(printer, batch)))


def _of(printer: Printer | None, batch: LabelBatch | None) -> dict[str, int]:
    return {name: one.pk for name, one in (("printer", printer), ("batch", batch)) if one}


def _unknown(**of: int) -> QuerySet[PrintJob]:
    jobs = PrintJob.objects.filter(state=State.UNKNOWN, **of).select_related("batch", "printer", "label")
    return jobs.order_by("-unknown_at", "-id")


NEWEST_UNKNOWN = Compiled(lambda **of: _unknown(**of)[:MOST])


def held_labels(printer: Printer | None = None) -> tuple[Held, ...]:
    """Labels that were sent to printers in trouble which will still confirm them, of one printer or of all.
    What was sent to a printer that never confirms counts as printed."""
    jobs = PrintJob.objects.filter(CONFIRMS, state__in=PrintJob.AT_PRINTER, printer__trouble__gt="")
    jobs = jobs.filter(printer=printer) if printer else jobs
    counts = dict(jobs.order_by().values_list("printer").annotate(Count("pk")))
    printers = Printer.objects.filter(pk__in=counts).select_related("agent")
    return tuple(
        Held(condition=condition_of(printer).of(printer.name), count=counts[printer.pk])
        for printer in printers
    )


def _row(job: PrintJob) -> UnknownRow:
    sent = job.sent_at if job.sent_at and job.sent_at >= (job.sending_at or job.sent_at) else job.sending_at
    moment = sent or job.unknown_at or job.wanted_at
    gone = timezone.now() - moment
    local = timezone.localtime(moment)
    return UnknownRow(
        id=job.pk,
        number=job.package_number,
        position=job.position,
        batch_id=job.batch_id,
        batch=str(job.batch),
        printer=job.printer.name if job.printer else printing.BROWSER(),
        since=local.strftime("%H:%M:%S" if gone < A_DAY else "%d.%m.%Y %H:%M"),
        ago=printing.AGO(age=age(gone)) if gone >= A_MINUTE else printing.JUST_NOW(),
        reason=job.reason,
        code=job.codes.split("\n")[0],
        label_id=job.label_id,
    )


def answer_unknown(*, jobs: Sequence[PrintJob], came_out: bool, user_id: int) -> int:
    """It printed: confirmed. It did not: it is printed again, once its package is not stopped. How many were
    still unknown; a second answer, or one that the printer has given meanwhile, is ignored."""
    with transaction.atomic():
        lock_batches(_rows(jobs))
        answered = [job for job in jobs if job.state == State.UNKNOWN and _answer(job, came_out=came_out)]
        Act.objects.bulk_create(_act(job, user_id, {"came_out": came_out}) for job in answered)
    if not came_out:
        with transaction.atomic():  # of its own: it locks other batches too, from the first one on
            set_aside(numbers=[job.package_number for job in answered])
    return len(answered)


def answer_question(*, jobs: Sequence[PrintJob], print_it: bool, user_id: int) -> int:
    """Print it although its barcodes are not as they should be, or leave it out. How many were still held;
    those of stopped packages stay so."""
    held = PrintJob.objects.filter(state=State.READY).exclude(question="")
    move = _let_print if print_it else _leave_out
    with transaction.atomic():
        lock_batches(_rows(jobs))
        answered = [job for job in jobs if move(held.filter(pk=job.pk), job)]
        Act.objects.bulk_create(_act(job, user_id, {"print_it": print_it}) for job in answered)
    return len(answered)


def answer_twice(*, jobs: Sequence[PrintJob], user_id: int) -> int:
    """A person has checked whether they printed twice. How many were still in question; a label
    that is still in the printer cannot be answered yet."""
    in_question = PrintJob.objects.filter(state=State.PRINTED, maybe_twice=True)
    with transaction.atomic():
        lock_batches(_rows(jobs))
        answered = [job for job in jobs if in_question.filter(pk=job.pk).update(maybe_twice=False)]
        Act.objects.bulk_create(_act(job, user_id, {"looked_for_two": True}) for job in answered)
    return len(answered)


def _rows(jobs: Sequence[PrintJob]) -> QuerySet[PrintJob]:
    return PrintJob.objects.filter(pk__in=[job.pk for job in jobs])


def _let_print(held: QuerySet[PrintJob], job: PrintJob) -> int:
    return held.filter(~stopped()).update(checked=True, warning=job.question, question="")


def _leave_out(held: QuerySet[PrintJob], job: PrintJob) -> int:
    return ledger.move(held, State.READY, State.CANCELLED, reason=job.question)


def _answer(job: PrintJob, *, came_out: bool) -> bool:
    return ledger.confirm(job, Proof.PERSON) if came_out else ledger.requeue_unprinted(job, attempts=0)


def _act(job: PrintJob, user_id: int, answer: dict[str, bool]) -> Act:
    return Act(
        package_number=job.package_number,
        verb=Act.Verb.ANSWER,
        outcome=Act.Outcome.DONE,
        user_id=user_id,
        after={"batch": job.batch_id, **answer},
    )
