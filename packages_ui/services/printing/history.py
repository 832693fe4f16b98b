"""Printed labels: each copy of a package's label, and paper that has to be destroyed; and a label's state in
the words of people who pack."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import printing
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services.audit import name_of

State = PrintJob.State
MOST_COPIES = 20
MOST_NAMED = 50
Reason = PrintJob.Reason
WORDS = {
    State.WANTED: (printing.WAITING(), "secondary"),
    State.FETCHING: (printing.FETCHING(), "blue"),
    State.READY: (printing.LABEL_READY(), "violet"),
    State.SENDING: (printing.AT_PRINTER(), "blue"),
    State.SENT: (printing.AT_PRINTER(), "blue"),
    State.PRINTED: (printing.PRINTED(), "green"),
    State.FAILED: (printing.FAILED(), "red"),
    State.UNKNOWN: (printing.UNCONFIRMED(), "red"),
    State.CANCELLED: (printing.CANCELLED(), "secondary"),
}
NEEDS_ANSWER = (printing.NEEDS_ANSWER(), "red")
SENT_SILENTLY = (printing.SENT_TO_PRINTER(), "green")
IN_DIALOG = (printing.IN_DIALOG(), "blue")
BECAUSE = {
    Reason.JAM: printing.REASON_JAM,
    Reason.DAMAGED: printing.REASON_DAMAGED,
    Reason.LOST: printing.REASON_LOST,
    Reason.OTHER: printing.REASON_OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One copy of a label. `id` is its job's; `is_out`: it is confirmed. `where` is its printer, `who`
    requested it, `code` is the number printed on it, `printed` when it was printed or sent, if it was;
    `agent` when its agent was given it, where there is one, `confirmed` when it was confirmed. `stale`: its
    package was changed since; `made_from` is the fingerprint of the package when the label was made."""

    id: int
    number: str
    batch_id: int
    batch: str
    position: int
    copy: Message
    word: Message
    tone: str
    where: Message | str
    who: str
    code: str
    requested: str
    agent: str
    sent: str
    printed: str
    confirmed: str
    on_paper: bool
    is_out: bool
    stale: bool
    made_from: str


def copies_of(*, number: str) -> tuple[Paper, ...]:
    """Every requested copy of a package's label, the newest first, at most 20."""
    jobs = _with_all(PrintJob.objects.filter(package_number=number).order_by("-id"))[:MOST_COPIES]
    acts = Act.objects.filter(package_number=number, verb=Act.Verb.REPRINT).select_related("user")
    again = list(acts.order_by("at"))
    return tuple(_paper(job, again) for job in jobs)


def to_destroy(*, batch: LabelBatch) -> tuple[Paper, ...]:
    """Paper of the batch whose package was changed after its label was made, at most 50."""
    return tuple(_paper(job, ()) for job in STALE.objects(batch=batch.pk))


def maybe_twice(*, batch: LabelBatch | None = None, printer: Printer | None = None) -> tuple[Paper, ...]:
    """Paper of one batch, at one printer, or all, that may be there twice: a print server or a worker stopped
    in the middle and went on. At most 50."""
    of = {name: one.pk for name, one in (("batch", batch), ("printer", printer)) if one}
    return tuple(_paper(job, ()) for job in TWICE.objects(**of))


def _on_paper(condition: Q, **of: int) -> QuerySet[PrintJob]:
    jobs = _with_all(PrintJob.objects.filter(condition, state__in=PrintJob.ON_PAPER, **of))
    return jobs.order_by("batch", "position", "copy")[:MOST_NAMED]


def _with_all(jobs: QuerySet[PrintJob]) -> QuerySet[PrintJob]:
    return jobs.select_related("printer", "label", "batch__owner", "batch__printer")


STALE = Compiled(lambda **of: _on_paper(Q(label__stale_at__isnull=False), **of))
TWICE = Compiled(lambda **of: _on_paper(Q(maybe_twice=True), **of))


def _paper(job: PrintJob, again: Iterable[Act]) -> Paper:
    word, tone = state_text(job)
    out = job.printed_at if job.state == State.PRINTED else None
    handed = job.sent_at if job.state in PrintJob.ON_PAPER else None
    label = job.label
    return Paper(
        id=job.pk,
        number=job.package_number,
        batch_id=job.batch_id,
        batch=str(job.batch),
        position=job.position,
        copy=describe_copy(job),
        word=word,
        tone=tone,
        where=_where(job),
        who=_who(job, again),
        code=job.codes.split("\n")[0],
        requested=_moment(job.wanted_at),
        agent=_moment(job.sending_at) if handed and job.printer and job.printer.agent_id else "",
        sent=_moment(handed),
        printed=_moment(out or handed),
        confirmed=_moment(out),
        on_paper=job.state in PrintJob.ON_PAPER,
        is_out=job.state == State.PRINTED,
        stale=label is not None and label.stale_at is not None,
        made_from=label.fingerprint if label else "",
    )


def _where(job: PrintJob) -> Message | str:
    printer = job.printer or job.batch.printer
    return printer.name if printer else printing.BROWSER()


def _who(job: PrintJob, again: Iterable[Act]) -> str:
    """A further copy was requested by whoever pressed Reprint when its row was made."""
    acts = (act for act in again if act.after.get("batch") == job.batch_id and act.at >= job.wanted_at)
    if job.copy > 1 and (act := next(acts, None)):
        return name_of(act.user)
    return name_of(job.batch.owner)


def _moment(when: datetime | None) -> str:
    """`14:03` of today, else with its date."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    today = local.date() == timezone.localdate()
    return local.strftime("%H:%M" if today else "%d.%m.%Y %H:%M")


def state_text(job: PrintJob) -> tuple[Message, str]:
    """Its state as a word, and a colour's name. Makes no query where `printer` was selected with the job."""
    if job.state == State.READY and job.question:
        return NEEDS_ANSWER
    if job.state == State.SENT and needs_a_person(job):
        return SENT_SILENTLY if job.printer and job.printer.is_fed else IN_DIALOG
    return WORDS[State(job.state)]


def needs_a_person(job: PrintJob) -> bool:
    """Sent to a printer that never confirms, or to a browser: only a person knows."""
    printer = job.printer
    if job.state != State.SENT:
        return False
    return printer is None or not printer.is_fed or (printer.speaks_zpl and not printer.answers)


def describe_copy(job: PrintJob) -> Message:
    """`Copy 2 (paper jam)`; of a first one only why it was printed again, if it was."""
    reason = BECAUSE[Reason(job.reprint_because)]() if job.reprint_because else NOTHING
    if job.copy == 1:
        return printing.AGAIN_BECAUSE(reason=reason) if reason else NOTHING
    if reason:
        return printing.COPY_BECAUSE(number=job.copy, reason=reason)
    return printing.COPY(number=job.copy)
