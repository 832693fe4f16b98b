"""What is due next for an open package."""

from enum import StrEnum

from packages_ui.models import Packing, PrintJob
from packages_ui.services.packing.label import job_of

State = PrintJob.State


class Step(StrEnum):
    """In this order; a step that is not needed is left out."""

    NOTES = "notes"
    UNITS = "units"
    NUMBER = "number"
    LABEL = "label"
    READ_BACK = "read_back"


def step_of(packing: Packing) -> Step:
    """LABEL: it is not on its way to paper yet, or cannot be printed."""
    if packing.notes and not packing.notes_confirmed_at:
        return Step.NOTES
    if not packing.units_done_at:
        return Step.UNITS
    if packing.is_manual and not packing.tracking_number:
        return Step.NUMBER
    return Step.READ_BACK if packing.is_manual or _is_out(job_of(packing)) else Step.LABEL


def _is_out(job: PrintJob | None) -> bool:
    return job is not None and job.state in PrintJob.ON_PAPER
