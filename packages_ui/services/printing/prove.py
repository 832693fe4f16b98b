"""A person scans the slip that came out: now it is proved which printer is which."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act, Printer, Station
from packages_ui.services import audit
from packages_ui.services.printing.pair import LENGTH, LETTERS, PREFIX
from packages_ui.services.stations import names_on


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
