"""A slip with a code on it: whoever scans it proves which printer it came out of."""

import secrets

from django.db import transaction
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.labels.papers import Slip as Drawing
from packages_ui.models import Act, Printer, Slip
from packages_ui.services import audit
from packages_ui.services.printing.slip_make import make_slip, upright, where

PREFIX = "PRINTER"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that can be mistaken for another: no 0, 1, I, L, O
LENGTH = 8
SCAN = "Scan this at the station. It proves which printer this came out of."


def pair(*, printer: Printer, user_id: int) -> Slip:
    """A pairing slip with a new code; the codes of earlier slips of this printer end. Raises LabelError,
    Busy, OSError or PrinterGone where it cannot be made: then the old code stays."""
    code = new_code()
    content = _draw(printer, code)
    with transaction.atomic():
        slip = make_slip(printer=printer, kind=Slip.Kind.PAIRING, content=content, user_id=user_id)
        Printer.objects.filter(pk=printer.pk).update(pairing_code=code)
        audit.note(Act.Verb.PRINTER, user_id=user_id, after={"printer": printer.pk, "pairing_slip": slip.pk})
    return slip


def new_code() -> str:
    """Eight random letters and digits that no other printer bears."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if not Printer.objects.filter(pairing_code=code).exists():
            return code


def spelled(code: str) -> str:
    """`PRINTER-XXXX-XXXX`, as it stands on the slip."""
    return f"{PREFIX}-{code[:4]}-{code[4:]}"


def _draw(printer: Printer, code: str) -> bytes:
    lines = (printer.name, where(printer), timezone.localtime().strftime("%d.%m.%Y %H:%M"), SCAN)
    slip = Drawing(title=f"{code[:4]}-{code[4:]}", lines=lines, barcode_text=spelled(code))
    return draw.draw_slip(slip, size=upright(printer).size)
