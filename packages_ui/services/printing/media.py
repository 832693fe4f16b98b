"""The paper that lies in a printer."""

from packages_ui.labels.media import Media
from packages_ui.labels.size import LabelSize
from packages_ui.models import Printer


def media_of(printer: Printer) -> Media:
    """What labels are fitted to."""
    return Media(LabelSize(printer.width_mm, printer.height_mm), dpi=printer.dpi, turn=printer.turn)
