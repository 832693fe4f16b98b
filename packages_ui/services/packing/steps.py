"""What is due next for an open package."""

from enum import StrEnum

from packages_ui.models import Packing, PrintJob
from packages_ui.services.packing.label import job_of
from packages_ui.services.packing.on_paper import missing_label


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
