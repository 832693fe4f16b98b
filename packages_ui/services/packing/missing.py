"""A unit is missing: what can be done about it, and what each way will do. Asks Seller Center nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Packing, PackingUnit, ProductBarcode
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.packing.desk import Desk, current_locked
from packages_ui.services.packing.missing_text import Parts, Way, title_of, what_it_does
from packages_ui.services.packing.refresh import note_change
from packages_ui.services.packing.units import named

RIGHTS = {Way.REJECT: "reject_package", Way.SPLIT: "split_package", Way.RELEASE: "release_reservation"}
ASK_A_LEAD = {
    Way.REJECT: "You may not reject items. Ask a lead.",
    Way.SPLIT: "You may not split packages. Ask a lead.",
    Way.RELEASE: "You may not release reservations. Ask a lead.",
}
ALL_RIGHTS = frozenset(RIGHTS.values())
NOTHING_MISSING = "No unit is marked as missing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of the open package. `codes`: what a scan of it may say, as scans are compared."""

    number: str
    product: str
    codes: tuple[str, ...]
    is_counted: bool
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way: what it does, in sentences; `why_not` where it cannot be gone now."""

    way: Way
    title: str
    does: tuple[str, ...]
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The open package, its units, and four ways, always in the same order."""

    number: str
    order_number: str
    units: tuple[Unit, ...]
    options: tuple[Option, ...]
    products: tuple[str, ...]  # of which units are missing


def at_hand(desk: Desk) -> Packing | None:
    """The open package, in line with the shelf; None where none is open, or something has to be acknowledged
    at the desk first."""
    with transaction.atomic():
        packing = current_locked(desk)
        if packing is None or packing.block:
            return None
        if word := note_change(packing):
            packing.block = word.block()
        packing.touched_at = timezone.now()
        packing.save(update_fields=["block", "touched_at"])
    return None if packing.block else packing


def choices(*, packing: Packing, missing: Iterable[str] | None, rights: frozenset[str]) -> Choices:
    """What can be done about these missing units (item numbers; None: all that are not counted)."""
    units = list(packing.units.all())
    parts = parted(packing, units, missing)
    codes = _codes({unit.product for unit in units})
    gone = {unit.number for unit in parts.missing}
    return Choices(
        number=packing.package_number,
        order_number=packing.order_number,
        units=tuple(
            Unit(
                number=unit.number,
                product=named(unit.product),
                codes=codes[unit.product],
                is_counted=bool(unit.done_at),
                is_missing=unit.number in gone,
            )
            for unit in units
        ),
        options=tuple(_option(way, parts, rights) for way in Way),
        products=tuple(dict.fromkeys(unit.product for unit in parts.missing if unit.product)),
    )


def parted(packing: Packing, units: list[PackingUnit], missing: Iterable[str] | None) -> Parts:
    """Numbers that are not in the package (any more) count for nothing."""
    wanted = {unit.number for unit in units if not unit.done_at} if missing is None else set(missing)
    gone = tuple(unit for unit in units if unit.number in wanted)
    return Parts(packing.package_number, gone, tuple(unit for unit in units if unit.number not in wanted))


def why_not(way: Way, parts: Parts, rights: frozenset[str]) -> str:
    """Why it cannot be gone now, as a sentence; empty where it can."""
    if way is Way.PARK:
        return ""
    if RIGHTS[way] not in rights:
        return ASK_A_LEAD[way]
    if not parts.missing:
        return NOTHING_MISSING
    if way is Way.SPLIT and not parts.here:
        single = "A package with a single item cannot be split."
        nothing = "Nothing is here that could go into a new package. Count what is here first, or untick it."
        return single if len(parts.missing) == 1 else nothing
    if way is Way.RELEASE and not any(unit.has_reservation for unit in parts.missing):
        return "None of the missing units holds a reservation."
    return ""


def _option(way: Way, parts: Parts, rights: frozenset[str]) -> Option:
    reason = why_not(way, parts, rights)
    is_right_missing = way in RIGHTS and reason == ASK_A_LEAD[way] and not why_not(way, parts, ALL_RIGHTS)
    does = what_it_does(way, parts) if not reason or is_right_missing else ()
    return Option(way=way, title=title_of(way), does=does, why_not=reason)


def _codes(products: set[str]) -> dict[str, tuple[str, ...]]:
    taught = ProductBarcode.objects.filter(product__in=products).values_list("product", "barcode")
    codes = {product: [plain(product)] for product in products}
    for product, barcode in taught:
        codes[product].append(barcode)
    return {product: tuple(filter(None, found)) for product, found in codes.items()}
