"""Pair printers with stations: print a slip with a code; scanning it verifies which printer it came from."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.labels.papers import Slip as Drawing
from packages_ui.messages import stations as messages
from packages_ui.models import Act, Printer, Slip, Station
from packages_ui.services import audit
from packages_ui.services.printing.slips import make_slip, upright, where
from packages_ui.services.printing.stations import names_on

PREFIX = "PRINTER"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look alike: no 0, 1, I, L, O
LENGTH = 8


def pair(*, printer: Printer, user_id: int) -> Slip:
    """Make a pairing slip with a new code; earlier codes of this printer become invalid. Raises LabelError,
    Busy, OSError or PrinterGone where it cannot be made: then the old code stays valid."""
    code = new_code()
    content = _draw(printer, code)
    with transaction.atomic():
        slip = make_slip(printer=printer, kind=Slip.Kind.PAIRING, content=content, user_id=user_id)
        Printer.objects.filter(pk=printer.pk).update(pairing_code=code)
        audit.note(Act.Verb.PRINTER, user_id=user_id, after={"printer": printer.pk, "pairing_slip": slip.pk})
    return slip


def new_code() -> str:
    """Eight random letters and digits that no other printer has."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if not Printer.objects.filter(pairing_code=code).exists():
            return code


def spelled(code: str) -> str:
    """`PRINTER-XXXX-XXXX`, as printed on the slip."""
    return f"{PREFIX}-{code[:4]}-{code[4:]}"


def _draw(printer: Printer, code: str) -> bytes:
    printed_at = timezone.localtime().strftime("%d.%m.%Y %H:%M")
    lines = (printer.name, where(printer), printed_at, str(messages.SCAN_SLIP()))
    slip = Drawing(title=f"{code[:4]}-{code[4:]}", lines=lines, barcode_text=spelled(code))
    return draw.draw_slip(slip, size=upright(printer).size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The slip came from `printer`. `labels`, `documents`: whether the station that scanned it prints those
    on it. `stations` are the names of all that print anything on it."""

    printer: Printer
    labels: bool
    documents: bool
    stations: tuple[str, ...]


def verify(*, code: str, station: Station | None, user_id: int) -> Verified | None:
    """None for a code that no printer has; nothing is changed then."""
    wanted = read_code(code)
    found = Printer.objects.filter(pairing_code=wanted) if wanted else Printer.objects.none()
    with transaction.atomic():
        printer = found.select_for_update(no_key=True).first()
        if printer is None:
            return None
        printer.proved_at, printer.proved_by_id = timezone.now(), user_id
        printer.save(update_fields=["proved_at", "proved_by"])
        audit.note(Act.Verb.PRINTER, user_id=user_id, after={"printer": printer.pk, "proved": True})
    return Verified(
        printer=printer,
        labels=station is not None and station.label_printer_id == printer.pk,
        documents=station is not None and station.document_printer_id == printer.pk,
        stations=names_on(printer=printer),
    )


def read_code(typed: str) -> str:
    """The code in what was typed or scanned."""
    return _normalised(typed).removeprefix(PREFIX)


def is_of_a_slip(typed: str) -> bool:
    """Whether this could be the code of a pairing slip: no other paper of ours has such a code."""
    code = read_code(typed)
    return len(code) == LENGTH and not set(code) - set(LETTERS)


def _normalised(typed: str) -> str:
    """Letters and digits only: a scanner on a Turkish keyboard layout changes the dashes, and i into ı."""
    letters = typed.upper().replace("İ", "I")
    return "".join(sign for sign in letters if sign.isascii() and sign.isalnum())
