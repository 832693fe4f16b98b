"""A slip with a code on it, and a person who scans the one that came out: that proves which printer is
which."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.labels.papers import Slip as Drawing
from packages_ui.models import Act, Printer, Slip, Station
from packages_ui.services import audit
from packages_ui.services.printing.slips import make_slip, upright, where
from packages_ui.services.printing.stations import names_on

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The slip came out of `printer`. `labels`, `documents`: whether the asking station prints those on it.
    `stations` are the names of all that print anything on it."""

    printer: Printer
    labels: bool
    documents: bool
    stations: tuple[str, ...]


def prove(*, code: str, station: Station | None, user_id: int) -> Proof | None:
    """None for a code that no printer bears (any more); nothing is changed then."""
    wanted = read_code(code)
    found = Printer.objects.filter(pairing_code=wanted) if wanted else Printer.objects.none()
    with transaction.atomic():
        printer = found.select_for_update(no_key=True).first()
        if printer is None:
            return None
        printer.proved_at, printer.proved_by_id = timezone.now(), user_id
        printer.save(update_fields=["proved_at", "proved_by"])
        audit.note(Act.Verb.PRINTER, user_id=user_id, after={"printer": printer.pk, "proved": True})
    return Proof(
        printer=printer,
        labels=station is not None and station.label_printer_id == printer.pk,
        documents=station is not None and station.document_printer_id == printer.pk,
        stations=names_on(printer=printer),
    )


def read_code(typed: str) -> str:
    """The code in what was typed or scanned."""
    return _plain(typed).removeprefix(PREFIX)


def is_of_a_slip(typed: str) -> bool:
    """Whether a pairing slip could say this at all: no other paper of ours does."""
    code = read_code(typed)
    return len(code) == LENGTH and not set(code) - set(LETTERS)


def _plain(typed: str) -> str:
    """A scanner on a Turkish keyboard turns the dashes into other signs and i into ı, so nothing but letters
    and digits counts."""
    letters = typed.upper().replace("İ", "I")
    return "".join(sign for sign in letters if sign.isascii() and sign.isalnum())
