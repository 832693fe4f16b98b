"""A page that shows whether the paper in a printer is as this back-office believes."""

from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.models import Printer, Slip
from packages_ui.services.printing.slip_make import make_slip, upright, where


def print_test_page(*, printer: Printer, user_id: int) -> Slip:
    """As large as the paper, with a frame that has to come out whole. Raises LabelError, Busy or OSError
    where it cannot be made."""
    content = _draw(printer)
    return make_slip(printer=printer, kind=Slip.Kind.TEST, content=content, user_id=user_id)


def _draw(printer: Printer) -> bytes:
    size = f"{printer.width_mm} × {printer.height_mm} mm, {printer.dpi} dpi"
    turn = printer.get_turn_display().lower()
    when = timezone.localtime().strftime("%d.%m.%Y %H:%M")
    return draw.draw_test_page(
        media=upright(printer),
        lines=(printer.name, where(printer), f"{size}, {turn}", when),
        barcode_text=f"TEST-{printer.pk}",
    )
