"""The next step of an open package; and whether its label was printed for this packing: only then does its
read-back count."""

from dataclasses import dataclass
from enum import StrEnum

from packages_ui.messages import packing as messages
from packages_ui.messages.message import Message, message
from packages_ui.models import Packing, Printer, PrintJob
from packages_ui.services.packing.job import job_of
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
    """The step; where it depends on the label, by its newest print job."""
    return before_label(packing) or with_label(packing, job_of(packing))


def before_label(packing: Packing) -> Step | None:
    """The step before the label, or None; makes no query."""
    if packing.notes and not packing.notes_confirmed_at:
        return Step.NOTES
    if not packing.units_done_at:
        return Step.UNITS
    return Step.NUMBER if packing.is_manual and not packing.tracking_number else None


def with_label(packing: Packing, job: PrintJob | None) -> Step:
    """LABEL: it is not printed yet, or not the one for the box."""
    return Step.LABEL if missing_label(packing, job) else Step.READ_BACK


class Lack(StrEnum):
    """Why there is no label to scan. COMING and NONE pass by themselves, PRINTER once somebody was there."""

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
    """`sentence` is a heading that says what is missing, `next` what to do."""

    lack: Lack
    sentence: Message
    next: Message

    @property
    def is_bad(self) -> bool:
        """Whether packing stops until a person has done something."""
        return self.lack not in (Lack.NONE, Lack.COMING, Lack.UNCONFIRMED)

    @property
    def may_reprint(self) -> bool:
        """Whether a label was printed that is not the one for the box."""
        return self.lack in (Lack.UNCONFIRMED, Lack.OUTDATED, Lack.USED)


TEXTS = {
    Lack.NONE: (messages.LABEL_NONE(), messages.COMES_BY_ITSELF() + messages.PUT_ON_BOX()),
    Lack.CANCELLED: (messages.LABEL_CANCELLED(), messages.PRESS_A()),
    Lack.COMING: (messages.LABEL_COMING(), messages.PUT_ON_BOX()),
    Lack.PAUSED: (messages.LABEL_PAUSED(), messages.RESUME_BATCH()),
    Lack.ASKS: (messages.LABEL_ASKS(), messages.PRESS_Y()),
    Lack.FAILED: (messages.LABEL_FAILED(), messages.PRESS_A_OR_O()),
    Lack.UNCONFIRMED: (messages.LABEL_UNCONFIRMED(), messages.PRESS_Y_OR_R()),
    Lack.OUTDATED: (messages.LABEL_OUTDATED(), messages.DESTROY_OUTDATED()),
    Lack.USED: (messages.LABEL_USED(), messages.DESTROY_USED()),
}


def missing_label(packing: Packing, job: PrintJob | None) -> Missing | None:
    """None where the label counts. `job` is its newest copy, with label, printer and the batch's printer. A
    carrier's own label does not come from our printers: its number is scanned or typed."""
    if packing.is_manual:
        return None
    lack = _without_job(packing) if job is None else _lack(job)
    if lack is None:
        return None
    printer = job and _in_trouble(job, lack)
    if printer:
        condition = condition_of(printer)
        heading, more = message(condition.of(printer.name)), message(condition.more)
        return Missing(Lack.PRINTER, heading, more + messages.THEN_IT_COMES())
    return Missing(lack, *TEXTS[lack])


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
    """What was sent to a printer in trouble may still be in it; only a person can confirm what a browser
    printed."""
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
    """The printer that keeps the label from printing."""
    printer = job.printer or job.batch.printer
    return printer if lack in (Lack.COMING, Lack.PRINTER) and printer and _is_held_up(job, printer) else None


def _is_held_up(job: PrintJob, printer: Printer) -> bool:
    is_paused = printer.paused_at is not None and job.state in (*PrintJob.WAITING, State.READY)
    return printer.is_fed and bool(printer.trouble or is_paused)
