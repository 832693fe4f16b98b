"""The paper that lies in a printer."""

from packages_ui.labels.media import Language, Media
from packages_ui.labels.size import LabelSize
from packages_ui.models import Printer


def media_of(printer: Printer) -> Media:
    """What labels are fitted to."""
    size = LabelSize(printer.width_mm, printer.height_mm)
    return Media(size, dpi=printer.dpi, turn=printer.turn, language=Language(printer.language))
