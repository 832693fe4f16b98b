"""What is due next for an open package; and whether its label is on paper for this packing: only then its
read-back counts."""

from dataclasses import dataclass
from enum import StrEnum

from packages_ui.models import Packing, Printer, PrintJob
from packages_ui.services.packing.label import job_of
from packages_ui.services.printing.condition import condition_of

State = PrintJob.State


class Step(StrEnum):
    """In this order; a step that is not needed is left out."""

    NOTES = "notes"
    UNITS = "units"
    NUMBER = "number"
    LABEL = "label"
    READ_BACK = "read_back"


def step_of(packing: Packing) -> Step:
    """The step; where it hangs on the label, by its newest print job."""
    return before_label(packing) or with_label(packing, job_of(packing))


def before_label(packing: Packing) -> Step | None:
    """What is due before the label is; asks the database nothing."""
    if packing.notes and not packing.notes_confirmed_at:
        return Step.NOTES
    if not packing.units_done_at:
        return Step.UNITS
    return Step.NUMBER if packing.is_manual and not packing.tracking_number else None


def with_label(packing: Packing, job: PrintJob | None) -> Step:
    """LABEL: it is not on paper yet, or not the one to go on the box."""
    return Step.LABEL if missing_label(packing, job) else Step.READ_BACK


class Lack(StrEnum):
    """What is missing. Only COMING and NONE need nobody; PRINTER passes once somebody has been there."""

    NONE = "none"
    CANCELLED = "cancelled"
    COMING = "coming"
    PAUSED = "paused"
    ASKS = "asks"
    FAILED = "failed"
    PRINTER = "printer"
    UNCONFIRMED = "unconfirmed"
    OUTDATED = "outdated"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Missing:
    """`sentence` says what is missing, `next` what to do."""

    lack: Lack
    sentence: str
    next: str

    @property
    def said(self) -> str:
        """The same as an answer to a scan."""
        return self.sentence if self.sentence.endswith("?") else f"{self.sentence}."

    @property
    def is_bad(self) -> bool:
        """Whether nothing goes on before a person has done something."""
        return self.lack not in (Lack.NONE, Lack.COMING, Lack.UNCONFIRMED)

    @property
    def may_reprint(self) -> bool:
        """Whether a label is out that is not the one to go on the box."""
        return self.lack in (Lack.UNCONFIRMED, Lack.OUTDATED, Lack.USED)


SCAN = "Put it on the closed box, then scan it."
THEN = "Then the label comes by itself."
WORDS = {
    Lack.NONE: ("There is no label yet", f"It comes by itself. {SCAN}"),
    Lack.CANCELLED: ("The label was cancelled", "Press A to print it, or ask a lead."),
    Lack.COMING: ("The label is coming", SCAN),
    Lack.PAUSED: ("Its batch is paused", "Ask a lead to resume it, or park the package."),
    Lack.ASKS: ("The label needs an answer", "Press Y to print it as it is, or ask a lead."),
    Lack.FAILED: ("There is no label", "Press A to try again, or O to print our own label."),
    Lack.UNCONFIRMED: ("Did the label print?", "Press Y if it is in your hand, R to print it again."),
    Lack.OUTDATED: ("This label is outdated", "Destroy it. Press R to print the new one."),
    Lack.USED: ("The label was used before", "Destroy it. Press R to print a new one."),
}


def missing_label(packing: Packing, job: PrintJob | None) -> Missing | None:
    """None where the label counts. `job` is its newest copy, with label, printer and the batch's printer. A
    carrier's own label does not come out of a printer of ours: its number is scanned or typed."""
    if packing.is_manual:
        return None
    lack = _without_job(packing) if job is None else _lack(job)
    if lack is None:
        return None
    printer = job and _in_trouble(job, lack)
    if printer:
        condition = condition_of(printer)
        return Missing(Lack.PRINTER, condition.of(printer.name), f"{condition.more} {THEN}".strip())
    return Missing(lack, *WORDS[lack])


def _without_job(packing: Packing) -> Lack:
    return Lack.CANCELLED if packing.batch_id else Lack.NONE


def _lack(job: PrintJob) -> Lack | None:
    if job.state not in PrintJob.ON_PAPER:
        return _on_its_way(job)
    if job.label is not None and job.label.stale_at is not None:
        return Lack.OUTDATED
    if job.read_back_at is not None:  # it went on a box of an earlier packing
        return Lack.USED
    return None if job.state == State.PRINTED else _in_the_printer(job)


def _in_the_printer(job: PrintJob) -> Lack | None:
    """What a printer in trouble was given may still lie in it; of what a browser was given only a person
    knows."""
    if job.state == State.SENDING:
        return Lack.COMING
    if job.state == State.SENT and not (job.printer and job.printer.is_fed):
        return Lack.UNCONFIRMED
    return Lack.PRINTER if job.printer and job.printer.trouble else None


def _on_its_way(job: PrintJob) -> Lack:
    if job.state == State.FAILED:
        return Lack.FAILED
    if job.state == State.READY and job.question:
        return Lack.ASKS
    return Lack.PAUSED if job.batch.paused_at else Lack.COMING


def _in_trouble(job: PrintJob, lack: Lack) -> Printer | None:
    """The printer that keeps the label from coming out."""
    printer = job.printer or job.batch.printer
    return printer if lack in (Lack.COMING, Lack.PRINTER) and printer and _is_held_up(job, printer) else None


def _is_held_up(job: PrintJob, printer: Printer) -> bool:
    is_paused = printer.paused_at is not None and job.state in (*PrintJob.WAITING, State.READY)
    return printer.is_fed and bool(printer.trouble or is_paused)
