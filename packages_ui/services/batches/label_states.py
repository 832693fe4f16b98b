"""Where the cargo label of each package in a list stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection

from packages_ui.messages.message import Message, load
from packages_ui.messages.packages import LABEL_CHANGED_SINCE
from packages_ui.models import Printer, PrintJob
from packages_ui.services.packages.rows import Row

State = PrintJob.State
NEWEST_JOBS = (
    "SELECT job.package_number, job.batch_id, job.state, job.reason, printer.kind, printer.answers,"
    " label.fingerprint, label.stale_at, label.stale_because"
    " FROM packages_ui_printjob job LEFT JOIN packages_ui_label label ON label.id = job.label_id"
    " LEFT JOIN packages_ui_printer printer ON printer.id = job.printer_id"
    " WHERE job.package_number IN ({}) AND job.state <> 'cancelled' ORDER BY job.id"
)


class LabelWord(StrEnum):
    """What the list says about a label. `handed`: to a printer or a browser that never says what came out."""

    NONE = "none"
    FETCHING = "fetching"
    READY = "ready"
    FAILED = "failed"
    STALE = "stale"
    AT_PRINTER = "at-printer"
    HANDED = "handed"
    PRINTED = "printed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LabelState:
    """`reason` says why a label failed or is stale; `batch_id` is the newest batch it was asked for in."""

    word: LabelWord = LabelWord.NONE
    reason: Message | str = ""
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """A print job with what its label says; `made_from` is None where there is no label."""

    batch_id: int
    state: str
    reason: str
    kind: str | None
    answers: bool | int | None
    made_from: str | None
    stale_at: datetime | str | None
    stale_because: str | None


def label_states(rows: Iterable[Row]) -> dict[str, LabelState]:
    """The state for each row's number, by one query: the newest print job of a package decides, cancelled
    ones left out. Its label is stale when somebody said so, or when the row no longer is what it was made
    from."""
    fits = {row.number: (row.fingerprint, row.bare_fingerprint) for row in rows}
    jobs = _newest_jobs(list(fits))
    return {number: _state(jobs.get(number), good) for number, good in fits.items()}


def _newest_jobs(numbers: list[str]) -> dict[str, _Job]:
    """By plain SQL: every list and every row after an act asks this, and the ORM would cost six times it."""
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_JOBS.format(", ".join(["%s"] * len(numbers))), numbers)
        return {number: _Job(*rest) for number, *rest in cursor.fetchall()}


def _state(job: _Job | None, good: tuple[str, str]) -> LabelState:
    if job is None:
        return LabelState()
    if job.state in PrintJob.WAITING:
        return LabelState(LabelWord.FETCHING, batch_id=job.batch_id)
    if job.state in (State.FAILED, State.UNKNOWN):
        return LabelState(LabelWord(job.state), load(job.reason), job.batch_id)
    return LabelState(*_label_word(job, good), job.batch_id)


def _label_word(job: _Job, good: tuple[str, str]) -> tuple[LabelWord, Message | str]:
    if job.stale_at:
        return LabelWord.STALE, load(job.stale_because or "")
    if job.made_from and job.made_from not in good:
        return LabelWord.STALE, LABEL_CHANGED_SINCE()
    if job.state == State.PRINTED:
        return LabelWord.PRINTED, ""
    if job.state in PrintJob.AT_PRINTER:
        return LabelWord.AT_PRINTER if job.state == State.SENDING or _tells(job) else LabelWord.HANDED, ""
    return (LabelWord.NONE if job.made_from is None else LabelWord.READY), ""


def _tells(job: _Job) -> bool:
    """Whether its printer will say what came out."""
    return job.kind == Printer.Kind.IPP or (
        job.kind in (Printer.Kind.RAW, Printer.Kind.AGENT) and bool(job.answers)
    )
