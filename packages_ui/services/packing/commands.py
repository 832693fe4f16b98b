"""The words of the command sheet: as scans, and as keys. One of them teaches at the desk: the barcode that
nobody knew stands on a product of the open package."""

import re

from django.utils import timezone

from packages_ui.models import Packing, Station
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.products import BarcodeRefused
from packages_ui.services.barcodes.products import teach as teach_barcode
from packages_ui.services.packing import label, units
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.facts import facts_of
from packages_ui.services.packing.results import Outcome, Word
from packages_ui.services.packing.steps import Step, step_of

SHEET = ("OK", "UNDO", "SKIP", "PARK", "REPRINT", "MISSING", "NEXT")
BUTTONS = ("RETRY", "OWN", "PRINTIT", "CAMEOUT")  # shown only where a label has failed or asks
STATION = re.compile(r"STATION([0-9]{1,15})")
NOTHING_OPEN = Word(
    outcome=Outcome.NOT_NOW, sentence="No package is open.", next="Scan any code of a parcel first."
)
NOT_NOW = Word(outcome=Outcome.NOT_NOW, sentence="That does nothing at this step.")
NOT_YOURS = Word(
    outcome=Outcome.NOT_NOW,
    sentence="Only a lead teaches barcodes.",
    next="Call one, or confirm the unit by hand.",
)


def command_of(texts: tuple[str, ...], *, kind: str) -> str:
    """The command that was scanned or pressed; empty for anything else."""
    known = (*SHEET, *BUTTONS) if kind == "command" else SHEET
    words = [plain(text) for text in texts]
    return next((word for word in words if word in known or STATION.fullmatch(word)), "")


def carry_out(packing: Packing | None, desk: Desk, command: str) -> Word | None:
    """What it does at this step; None where it opens another package. The packing is locked, and saved by the
    caller."""
    if match := STATION.fullmatch(command):
        return _station(packing, int(match[1]))
    if packing is None:
        return None if command == "NEXT" else NOTHING_OPEN
    if packing.block:
        return _in_block(packing, command)
    if command == "PARK":
        packing.state = Packing.State.PARKED
        return Word(
            outcome=Outcome.PARKED,
            sentence=f"Package {packing.package_number} is parked.",
            next="Lay it aside with what is in the box. Scan the next one.",
        )
    if command == "MISSING":
        return Word(outcome=Outcome.MISSING, sentence="What is missing?")
    return _at_step(packing, desk, command, step_of(packing))


def _at_step(packing: Packing, desk: Desk, command: str, step: Step) -> Word:
    if step is Step.NOTES:
        return _confirm(packing) if command == "OK" else NOT_NOW
    if command == "UNDO":
        return units.undo(packing)
    if command == "REPRINT":
        return label.ask_why(packing, desk)
    if step is Step.UNITS and command in ("SKIP", "NEXT"):
        return units.count_by_hand(packing) if command == "SKIP" else units.mark_next(packing)
    return _label(packing, desk, command) if step is Step.LABEL and command in BUTTONS else NOT_NOW


def _label(packing: Packing, desk: Desk, command: str) -> Word:
    if command == "PRINTIT":
        return label.let_print(packing, desk)
    if command == "CAMEOUT":
        return label.came_out(packing, desk)
    return label.retry(packing, desk, own=command == "OWN")


def _in_block(packing: Packing, command: str) -> Word:
    if command != "OK":
        return blocked(packing)
    packing.block = {}
    return Word(outcome=Outcome.ACKNOWLEDGED)


def blocked(packing: Packing) -> Word:
    """Nothing counts until the last error is acknowledged."""
    return Word(
        outcome=Outcome.BLOCKED,
        sentence=packing.block.get("sentence", ""),
        next=f"What was scanned since was not counted. {packing.block.get('next', '')}",
    )


def _confirm(packing: Packing) -> Word:
    packing.notes_confirmed_at = timezone.now()
    return Word(outcome=Outcome.CONFIRMED, sentence="Notes are seen.", next="Scan the units.")


def _station(packing: Packing | None, number: int) -> Word:
    station = Station.objects.filter(pk=number).first()
    if station is None:
        return Word(
            outcome=Outcome.NOT_NOW, sentence=f"There is no station {number}.", next="Nothing was changed."
        )
    said = f"This is {station.name} now."
    if packing is not None and (there := _open_at(station, packing)):
        packing.state = Packing.State.PARKED
        said += f" Package {there} is open there; package {packing.package_number} is parked."
    elif packing is not None:
        packing.station = station
    return Word(outcome=Outcome.STATION, sentence=said, station_id=station.pk)


def _open_at(station: Station, packing: Packing) -> str:
    """The other package that its packer has open at that station."""
    others = Packing.objects.filter(user=packing.user_id, station=station, state=Packing.State.OPEN)
    return others.exclude(pk=packing.pk).values_list("package_number", flat=True).first() or ""


def teach(packing: Packing, desk: Desk, *, product: str, clock: int) -> Word:
    """The unit in the hand counts at once."""
    if "teach_barcode" not in desk.rights:
        return NOT_YOURS
    if packing.block.get("outcome") != Outcome.UNKNOWN or not packing.units.filter(product=product).exists():
        return NOT_NOW
    text = packing.block["text"]
    try:
        teach_barcode(text=text, product=product, user_id=desk.user_id, package_number=packing.package_number)
    except BarcodeRefused as error:
        return Word(outcome=Outcome.NOT_NOW, sentence=str(error.sentence))
    packing.block = {}
    return units.count(packing, texts=[text], clock=clock, facts=facts_of(packing, texts=[text]))
