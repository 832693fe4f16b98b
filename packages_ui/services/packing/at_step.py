"""What a scan does to the open package at its current step: one handler for each step."""

from collections.abc import Callable
from dataclasses import dataclass

from packages_ui.messages import packing as messages
from packages_ui.models import Packing
from packages_ui.services.barcodes.codes import is_address, plain
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.packing import label, units
from packages_ui.services.packing.after_block import blocked
from packages_ui.services.packing.commands import add_scanned, carry_out, command_of
from packages_ui.services.packing.desk import Desk, Scanned
from packages_ui.services.packing.facts import Facts
from packages_ui.services.packing.find import find_here
from packages_ui.services.packing.read_back import read_back
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.steps import Step, before_label, with_label
from packages_ui.services.packing.stopped import ALLOWED, stopped

OPENING = ("package", "take_over")
NOTES_FIRST = ScanResult(
    outcome=ScanOutcome.NOTES_FIRST, sentence=messages.READ_NOTES_FIRST(), next=messages.ACKNOWLEDGE()
)
LABEL_WANTED = ScanResult(
    outcome=ScanOutcome.NOT_NOW, sentence=messages.OWN_NUMBER(), next=messages.SCAN_CARGO_LABEL()
)
FOREIGN = (ScanOutcome.WRONG, ScanOutcome.UNKNOWN, ScanOutcome.OTHER_PACKAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanAt:
    """A scan at the open package, which is locked."""

    packing: Packing
    desk: Desk
    scanned: Scanned
    facts: Facts


def handle(
    packing: Packing | None, desk: Desk, scanned: Scanned, facts: Facts | None = None
) -> ScanResult | None:
    """Commands first, then what blocks, then the choices of the page, then the step's own handler. None where
    the scan is about another package. `facts`: of the open package."""
    if command := command_of(scanned.texts, kind=scanned.kind):
        if facts and facts.stop and packing and command not in ALLOWED and not command.startswith("STATION"):
            return stopped(packing, facts.stop)
        return carry_out(packing, desk, command)
    if packing is None or facts is None:
        return None
    if facts.stop and scanned.kind not in OPENING:
        return (
            None if not scanned.kind and _is_about_another(packing, scanned) else stopped(packing, facts.stop)
        )
    if packing.block and scanned.kind != "teach":
        return blocked(packing, scanned)
    return _by_kind(packing, desk, scanned, facts)


def _by_kind(packing: Packing, desk: Desk, scanned: Scanned, facts: Facts) -> ScanResult | None:
    if scanned.kind in OPENING:
        return None
    if scanned.kind == "teach":
        return add_scanned(packing, desk, product=scanned.texts[0], clock=scanned.clock)
    if scanned.kind == "reprint":
        return label.print_again(packing, desk, because=scanned.texts[0])
    early = before_label(packing)
    step = early or with_label(packing, facts.job)
    return HANDLERS[step](ScanAt(packing=packing, desk=desk, scanned=scanned, facts=facts))


def _notes(at: ScanAt) -> ScanResult | None:
    return None if _is_of_another(at) else NOTES_FIRST


def _unit(at: ScanAt) -> ScanResult | None:
    """A unit; else another package, which sets this one aside."""
    result = units.count(at.packing, texts=at.scanned.texts, clock=at.scanned.clock, facts=at.facts)
    if result.outcome not in FOREIGN:
        return result
    if _is_own_number(at):
        number = at.packing.package_number
        return ScanResult(outcome=ScanOutcome.OPENED, sentence=messages.OPEN_HERE(number=number))
    return None if _is_of_another(at) else result


def _number(at: ScanAt) -> ScanResult:
    """The tracking number on the carrier's own label."""
    text = at.scanned.texts[0].strip()
    is_number = 4 <= len(text) <= 64 and text.isprintable() and not is_address(text)
    if not is_number or _is_own_number(at) or _is_unit(at):
        return ScanResult(
            outcome=ScanOutcome.NOT_NOW,
            sentence=messages.NO_TRACKING_NUMBER(),
            next=messages.SCAN_CARRIER_LABEL(),
        )
    packing = at.packing
    packing.tracking_number = text
    packing.waybill_number = packing.waybill_number or text
    note_package(packing.package_number, tracking=text)
    return ScanResult(
        outcome=ScanOutcome.NUMBER,
        sentence=messages.TRACKING_NUMBER(number=text),
        next=messages.CLOSE_AND_SCAN(),
    )


def _label(at: ScanAt) -> ScanResult | None:
    """Its label is not printed yet: another package may be opened meanwhile."""
    result = _read_back(at)
    if result.outcome is ScanOutcome.WRONG_BOX and _is_of_another(at):
        return None
    return result


def _read_back(at: ScanAt) -> ScanResult:
    units.keep_units(at.packing, at.facts.units)
    result = read_back(
        at.packing, at.desk, at.facts.job, texts=at.scanned.texts, is_unsent=at.facts.is_unsent
    )
    if result.outcome is ScanOutcome.WRONG_BOX and _is_own_number(at):
        return LABEL_WANTED
    return result


HANDLERS: dict[Step, Callable[[ScanAt], ScanResult | None]] = {
    Step.NOTES: _notes,
    Step.UNITS: _unit,
    Step.NUMBER: _number,
    Step.LABEL: _label,
    Step.READ_BACK: _read_back,
}


def _is_own_number(at: ScanAt) -> bool:
    own = {plain(at.packing.package_number), plain(at.packing.order_number)}
    return any(plain(text) in own for text in at.scanned.texts)


def _is_unit(at: ScanAt) -> bool:
    """A product of this package, scanned where the carrier's number is expected."""
    products = units.products_of(at.scanned.texts)
    return any(plain(product) in products for product in at.packing.units.values_list("product", flat=True))


def _is_of_another(at: ScanAt) -> bool:
    return _is_about_another(at.packing, at.scanned)


def _is_about_another(packing: Packing, scanned: Scanned) -> bool:
    numbers = find_here(scanned.texts).numbers
    return bool(numbers) and packing.package_number not in numbers
