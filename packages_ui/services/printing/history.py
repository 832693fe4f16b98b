"""Labels that are on paper: each copy of a package's label, and paper that has to be destroyed; and where a
label is, in the words of people who pack."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services.audit import name_of

State = PrintJob.State
MOST_COPIES = 20
MOST_NAMED = 50
Reason = PrintJob.Reason
WORDS = {
    State.WANTED: ("Waiting", "secondary"),
    State.FETCHING: ("Fetching", "blue"),
    State.READY: ("Ready", "violet"),
    State.SENDING: ("At the printer", "blue"),
    State.SENT: ("At the printer", "blue"),
    State.PRINTED: ("Printed", "green"),
    State.FAILED: ("Failed", "red"),
    State.UNKNOWN: ("Unknown", "red"),
    State.CANCELLED: ("Cancelled", "secondary"),
}
ASKS = ("Needs an answer", "red")
HANDED = ("Handed over", "green")
IN_DIALOG = ("In the print dialog", "blue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One copy of a label. `id` is its job's; `is_out`: it is known to have been printed. `where` is its
    printer, `who` asked for it, `code` the number that stands on it, `printed` when it came out or was handed
    over, if it was; `agent` when its agent was given it, where one was, `confirmed` when it was told that it
    came out. `stale`: its package was changed since; `made_from` is the fingerprint of what it was
    when the label was made."""

    id: int
    number: str
    batch_id: int
    batch: str
    position: int
    copy: str
    word: str
    tone: str
    where: str
    who: str
    code: str
    asked: str
    agent: str
    sent: str
    printed: str
    confirmed: str
    on_paper: bool
    is_out: bool
    stale: bool
    made_from: str


def copies_of(*, number: str) -> tuple[Paper, ...]:
    """Every copy that was asked for of a package's label, the newest first, at most 20."""
    jobs = _with_all(PrintJob.objects.filter(package_number=number).order_by("-id"))[:MOST_COPIES]
    acts = Act.objects.filter(package_number=number, verb=Act.Verb.REPRINT).select_related("user")
    again = list(acts.order_by("at"))
    return tuple(_paper(job, again) for job in jobs)


def to_destroy(*, batch: LabelBatch) -> tuple[Paper, ...]:
    """Paper of the batch whose package was changed after its label had been made."""
    jobs = batch.jobs.filter(state__in=PrintJob.ON_PAPER, label__stale_at__isnull=False)
    return _in_order(jobs)


def maybe_twice(*, batch: LabelBatch | None = None, printer: Printer | None = None) -> tuple[Paper, ...]:
    """Paper that a print server may have printed twice: it died, or was away, in the middle."""
    jobs = PrintJob.objects.filter(state__in=PrintJob.ON_PAPER, maybe_twice=True)
    jobs = jobs.filter(batch=batch) if batch else jobs
    jobs = jobs.filter(printer=printer) if printer else jobs
    return _in_order(jobs)


def _in_order(jobs: QuerySet[PrintJob]) -> tuple[Paper, ...]:
    found = _with_all(jobs.order_by("batch", "position", "copy"))
    return tuple(_paper(job, ()) for job in found[:MOST_NAMED])


def _with_all(jobs: QuerySet[PrintJob]) -> QuerySet[PrintJob]:
    return jobs.select_related("printer", "label", "batch__owner", "batch__printer")


def _paper(job: PrintJob, again: Iterable[Act]) -> Paper:
    word, tone = word_of(job)
    out = job.printed_at if job.state == State.PRINTED else None
    handed = job.sent_at if job.state in PrintJob.ON_PAPER else None
    label = job.label
    return Paper(
        id=job.pk,
        number=job.package_number,
        batch_id=job.batch_id,
        batch=str(job.batch),
        position=job.position,
        copy=copy_words(job),
        word=word,
        tone=tone,
        where=_where(job),
        who=_who(job, again),
        code=job.codes.split("\n")[0],
        asked=_moment(job.wanted_at),
        agent=_moment(job.sending_at) if handed and job.printer and job.printer.agent_id else "",
        sent=_moment(handed),
        printed=_moment(out or handed),
        confirmed=_moment(out),
        on_paper=job.state in PrintJob.ON_PAPER,
        is_out=job.state == State.PRINTED,
        stale=label is not None and label.stale_at is not None,
        made_from=label.fingerprint if label else "",
    )


def _where(job: PrintJob) -> str:
    printer = job.printer or job.batch.printer
    return printer.name if printer else "a browser"


def _who(job: PrintJob, again: Iterable[Act]) -> str:
    """A further copy was asked for by whoever pressed Reprint, at the moment at which its row was made."""
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


def word_of(job: PrintJob) -> tuple[str, str]:
    """The word and a colour's name. Asks the database nothing where `printer` was selected with the job."""
    if job.state == State.READY and job.question:
        return ASKS
    if job.state == State.SENT and cannot_tell(job):
        return HANDED if job.printer and job.printer.is_fed else IN_DIALOG
    return WORDS[State(job.state)]


def cannot_tell(job: PrintJob) -> bool:
    """Handed over to a printer that never says what came out, or to a browser: only a person knows."""
    printer = job.printer
    if job.state != State.SENT:
        return False
    return printer is None or not printer.is_fed or (printer.speaks_zpl and not printer.answers)


def copy_words(job: PrintJob) -> str:
    """`Copy 2: paper jam`; of a first one only why it was printed again, if it was."""
    why = Reason(job.reprint_because).label if job.reprint_because else ""
    if job.copy == 1:
        return f"Again: {why.lower()}" if why else ""
    return f"Copy {job.copy}: {why.lower()}" if why else f"Copy {job.copy}"
