"""The state of the cargo label of each package in a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection

from packages_ui.messages.message import NOTHING, Message, load
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
    """The state of a label as the list shows it. `handed`: sent to a printer or a browser that never
    confirms."""

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
    """`reason` is why a label failed or is outdated; `batch_id` is the newest batch it was requested in."""

    word: LabelWord = LabelWord.NONE
    reason: Message = NOTHING
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """A print job and its label as the database has them; `made_from` is None where there is no label."""

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
    ones left out. Its label is outdated when it was marked so, or when the row is no longer what it was made
    from."""
    fits = {row.number: (row.fingerprint, row.bare_fingerprint) for row in rows}
    jobs = _newest_jobs(list(fits))
    return {number: _state(jobs.get(number), good) for number, good in fits.items()}


def _newest_jobs(numbers: list[str]) -> dict[str, _Job]:
    """By plain SQL: every list and every row after an action needs this, and the ORM would cost six times as
    much."""
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


def _label_word(job: _Job, good: tuple[str, str]) -> tuple[LabelWord, Message]:
    if job.stale_at:
        return LabelWord.STALE, load(job.stale_because or "")
    if job.made_from and job.made_from not in good:
        return LabelWord.STALE, LABEL_CHANGED_SINCE()
    if job.state == State.PRINTED:
        return LabelWord.PRINTED, NOTHING
    if job.state in PrintJob.AT_PRINTER:
        return LabelWord.AT_PRINTER if job.state == State.SENDING or _confirms(
            job
        ) else LabelWord.HANDED, NOTHING
    return (LabelWord.NONE if job.made_from is None else LabelWord.READY), NOTHING


def _confirms(job: _Job) -> bool:
    """Whether its printer will confirm it."""
    return job.kind == Printer.Kind.IPP or (
        job.kind in (Printer.Kind.RAW, Printer.Kind.AGENT) and bool(job.answers)
    )
