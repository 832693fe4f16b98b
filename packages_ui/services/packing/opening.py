"""Open a package at a desk: take it, with all that must be seen before the first unit."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.models import Packing, PackingUnit
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Address, Item, Package, PackageStatus
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.errors import PackageGone
from packages_ui.services.packages.package_cache import carrier_of
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.snapshot import Reading, read
from packages_ui.services.packing import desk as desks
from packages_ui.services.packing.desk import Desk, current, is_idle, park, whose
from packages_ui.services.packing.label import bring_here
from packages_ui.services.packing.results import Choice, Outcome, Word
from packages_ui.services.packing.units import keep_units
from packages_ui.services.shelf import shelf

State = Packing.State


TRIES = 3


def open_package(desk: Desk, *, number: str, take_over: bool = False) -> Word:
    """Open it here; what was open here is parked. Asks Seller Center (PKG101, PKG102) only for a package that
    is not on the shelf."""
    for _ in range(TRIES):
        with suppress(IntegrityError):  # another desk, or another tab of this one, was faster by a moment
            return _open_package(desk, number=number, take_over=take_over)
    return Word(
        outcome=Outcome.NOT_NOW,
        sentence=f"Package {number} was not opened: another tab of this station is opening packages.",
        next="Close the other tab, then scan it again.",
        text=number,
    )


def _open_package(desk: Desk, *, number: str, take_over: bool) -> Word:
    """Raises IntegrityError where this package, or another one here, was opened at the same moment."""
    before = _packings(number)
    if (found := next((each for each in before if each.state in Packing.LIVE), None)) is not None:
        return _go_on(desk, found, take_over=take_over)
    try:
        reading = shelf.reading_of(number=number) or _read(number)
    except PackageGone:
        return Word(
            outcome=Outcome.NOTHING,
            sentence=f"Package {number} is gone from Seller Center.",
            next="Its customer may have cancelled. Put the units back.",
            text=number,
        )
    except SellerCenterError as error:
        return away(number, error)
    if refusal := _refusal(reading, before):
        return refusal
    with transaction.atomic():
        parked = _park_current(desk)
        packing = begin(desk, reading)
    return replace(_opened(packing, parked), begun=packing)


def _packings(number: str) -> list[Packing]:
    """All that there were of the package, the newest first: they are few."""
    return OF_PACKAGE.objects(number=number)


OF_PACKAGE = Compiled(
    lambda *, number: (
        Packing.objects.filter(package_number=number).select_related("user", "station").order_by("-pk")
    )
)


def away(text: str, error: SellerCenterError) -> Word:
    """Seller Center is needed for this one and cannot be asked."""
    return Word(
        outcome=Outcome.AWAY,
        sentence=f"{text} is not on our shelf, and Seller Center cannot be asked.",
        next=f"{error.sentence} Nothing is lost: pack another one, and scan this one later.",
        text=text,
    )


def notes_of(package: Package) -> list[list[str]]:
    """What the packer must have seen: pairs of a kind and its text."""
    address = package.shipping_address or Address()
    notes = [
        ("Gift box", (package.gift_box_note or "Pack it as a gift.") if _is_gift(package) else ""),
        ("Note", package.notes or ""),
        ("Address note", address.notes or ""),
        ("Carrier without a label", MANUAL if package.is_requires_manual_entry else ""),
    ]
    return [[kind, text.strip()] for kind, text in notes if text.strip()]


MANUAL = "Put the carrier's own label on the box; its tracking number is scanned or typed here."


def _read(number: str) -> Reading:
    reading = read(number=number)
    if reading.package.status == PackageStatus.PREPARING:
        shelf.shelve(reading=reading)
    return reading


def _refusal(reading: Reading, before: Iterable[Packing]) -> Word | None:
    """`before`: the packings of the package that there were, the newest first."""
    number, status = reading.package.number, reading.package.status
    if status != PackageStatus.PREPARING:
        return Word(
            outcome=Outcome.NOT_PREPARING,
            sentence=f"Package {number} is {status_name(status)}, not Preparing.",
            next="It is not packed again. Open its page to see what happened.",
            text=number,
        )
    packed = next((each for each in before if each.state == State.PACKED), None)
    if packed and (when := packed.status_changes.filter(state__in=("wanted", "sending", "conflict")).first()):
        return Word(
            outcome=Outcome.NOT_PREPARING,
            sentence=f"Package {number} is packed already and waits for Seller Center.",
            next=f"{when.get_state_display()}. {when.sentence}".strip(),
            text=number,
        )
    if not reading.items:
        return Word(
            outcome=Outcome.NOT_PREPARING,
            sentence=f"Package {number} has no items.",
            next="There is nothing to pack. Ask a lead.",
            text=number,
        )
    return None


def _go_on(desk: Desk, found: Packing, *, take_over: bool) -> Word:
    """It was begun before: by this packer, or parked, or left alone for long, or a lead takes it over."""
    mine = found.user_id == desk.user_id
    may = "take_over_packing" in desk.rights
    if mine and found.state == State.OPEN and found.station_id == desk.station.pk:
        return Word(outcome=Outcome.OPENED, sentence=f"Package {found.package_number} is open here.")
    free = mine or found.state == State.PARKED or is_idle(found) or (take_over and may)
    if not free:
        return _taken(found, may=may)
    with transaction.atomic():
        desks.lock_with_current(found, desk)
        before = _park_current(desk)
        if not desks.give_to(found, desk):
            transaction.set_rollback(True)  # what is open here stays open
            return _taken(found, may=may)
    bring_here(found, desk)
    return _opened(found, before, again=True)


def _taken(found: Packing, *, may: bool) -> Word:
    return Word(
        outcome=Outcome.TAKEN,
        sentence=whose(found),
        next="Take it over, or pack another one."
        if may
        else "Pack another one, or ask a lead to take it over.",
        choices=(Choice(found.package_number, "Take it over", "take_over"),) if may else (),
        text=found.package_number,
    )


def _park_current(desk: Desk) -> Packing | None:
    before = current(desk)
    if before is not None:
        park(before)
    return before


def begin(desk: Desk, reading: Reading) -> Packing:
    """Its row, open at this desk, and those of its units. Raises IntegrityError where it is begun already."""
    package, now = reading.package, timezone.now()
    packing = Packing.objects.create(
        package_number=package.number,
        order_number=(package.order_number or "")[:64],
        carrier=carrier_of(package)[:200],
        user_id=desk.user_id,
        station=desk.station,
        is_manual=bool(package.is_requires_manual_entry),
        waybill_number=(package.waybill_number or "")[:64],
        tracking_number=(package.tracking_number or "")[:64],
        notes=notes_of(package),
        seen_at=package.updated_at,
        opened_at=now,
        touched_at=now,
    )
    note_package(
        package.number,
        waybill=packing.waybill_number,
        tracking=packing.tracking_number,
        order=packing.order_number,
    )
    items = sorted(reading.items, key=lambda one: one.product or "")
    units = PackingUnit.objects.bulk_create(unit_of(packing, item, place) for place, item in enumerate(items))
    keep_units(packing, units)
    return packing


def unit_of(packing: Packing, item: Item, position: int) -> PackingUnit:
    """The item as a unit that is not counted yet; not saved."""
    return PackingUnit(
        packing=packing,
        number=item.number,
        product=(item.product or "")[:200],
        has_reservation=bool(item.has_reservation),
        position=position,
    )


def _opened(packing: Packing, before: Packing | None, *, again: bool = False) -> Word:
    parked = f" Package {before.package_number} is parked." if before else ""
    word = "goes on" if again else "is open"
    return Word(outcome=Outcome.OPENED, sentence=f"Package {packing.package_number} {word}.{parked}")


def _is_gift(package: Package) -> bool:
    return bool(package.has_gift_box or package.gift_box_note)
