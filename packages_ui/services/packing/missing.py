"""What can be done about missing items, and what each way will do. Sends nothing to Seller Center."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import common
from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Packing, PackingUnit, ProductBarcode
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.packing.desk import Desk, current_locked
from packages_ui.services.packing.missing_text import Parts, Way, title_of, what_it_does
from packages_ui.services.packing.refresh import note_change
from packages_ui.services.packing.units import named

RIGHTS = {Way.REJECT: "reject_package", Way.SPLIT: "split_package", Way.RELEASE: "release_reservation"}
NO_PERMISSION = messages.NO_PERMISSION()
ALL_RIGHTS = frozenset(RIGHTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of the open package. `codes`: what a scan of it may say, normalised."""

    number: str
    product: Message | str
    codes: tuple[str, ...]
    is_counted: bool
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way: what it does, in sentences; `refusal_reason` where it is not possible now."""

    way: Way
    title: Message
    does: tuple[Message, ...]
    refusal_reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The open package, its units, and four ways, always in the same order."""

    number: str
    order_number: str
    units: tuple[Unit, ...]
    options: tuple[Option, ...]
    products: tuple[str, ...]  # of which units are missing


def open_packing(desk: Desk) -> Packing | None:
    """The open package, updated from the copy; None where none is open, or something has to be acknowledged
    first."""
    with transaction.atomic():
        packing = current_locked(desk)
        if packing is None or packing.block:
            return None
        if result := note_change(packing):
            packing.block = result.block()
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
    """Numbers no longer in the package are ignored."""
    wanted = {unit.number for unit in units if not unit.done_at} if missing is None else set(missing)
    gone = tuple(unit for unit in units if unit.number in wanted)
    return Parts(packing.package_number, gone, tuple(unit for unit in units if unit.number not in wanted))


def refusal_reason(way: Way, parts: Parts, rights: frozenset[str]) -> Message:
    """Why this way is not possible now; empty where it is."""
    if way is Way.PARK:
        return NOTHING
    if RIGHTS[way] not in rights:
        return NO_PERMISSION
    if not parts.missing:
        return messages.NOTHING_MISSING()
    if way is Way.SPLIT and not parts.here:
        return common.SINGLE_ITEM() if len(parts.missing) == 1 else messages.NOTHING_HERE()
    if way is Way.RELEASE and not any(unit.has_reservation for unit in parts.missing):
        return messages.NO_RESERVATION()
    return NOTHING


def _option(way: Way, parts: Parts, rights: frozenset[str]) -> Option:
    reason = refusal_reason(way, parts, rights)
    only_right = reason == NO_PERMISSION and not refusal_reason(way, parts, ALL_RIGHTS)
    does = what_it_does(way, parts) if not reason or only_right else ()
    return Option(way=way, title=title_of(way), does=does, refusal_reason=reason)


def _codes(products: set[str]) -> dict[str, tuple[str, ...]]:
    taught = ProductBarcode.objects.filter(product__in=products).values_list("product", "barcode")
    codes = {product: [plain(product)] for product in products}
    for product, barcode in taught:
        codes[product].append(barcode)
    return {product: tuple(filter(None, found)) for product, found in codes.items()}
