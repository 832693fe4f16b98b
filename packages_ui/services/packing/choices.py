"""Packages to choose from: who gets each, by which carrier, how old it is; and the oldest of them first."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from django.db.models import Count
from django.utils import timezone
from msgspec import Struct

from packages_ui.messages import packing as messages
from packages_ui.messages.message import Message
from packages_ui.models import CartSlot, Shelved
from packages_ui.seller_center.types import Address, Moment, Package
from packages_ui.services.packages.package_cache import carrier_of
from packages_ui.services.packages.rows import age
from packages_ui.services.packing.results import Choice
from packages_ui.services.shelf import shelf

NEVER = datetime.max.replace(tzinfo=UTC)


class _Dates(Struct, frozen=True):
    date_placed: Moment | None = None
    created_at: Moment | None = None


class _Reading(Struct, frozen=True):
    """Of a prefetched snapshot only what tells its age: hundreds are read for one scan."""

    package: _Dates = msgspec.field(default_factory=_Dates)


def oldest_first(readings: Mapping[str, str]) -> list[str]:
    """Package numbers by when the order was placed; those whose age is unknown last. `readings`: JSON by
    number, as shelved."""
    placed = {number: _placed(text) for number, text in readings.items()}
    return sorted(placed, key=lambda number: (placed[number], number))


def choices_of(numbers: Sequence[str]) -> tuple[Choice, ...]:
    """In the order of `numbers`; more is known of a package on the shelf."""
    rows = Shelved.objects.filter(number__in=numbers).annotate(size=Count("items"))
    slots = slots_of(numbers)
    known = {row[0]: _label(*row) for row in rows.values_list("number", "order_number", "reading", "size")}
    labels = {number: known.get(number) or messages.CHOICE(number=number) for number in numbers}
    return tuple(Choice(number, _in_slot(labels[number], slots.get(number))) for number in numbers)


def slots_of(numbers: Sequence[str]) -> dict[str, Message]:
    """The boxes of packages on carts, by the newest pick list of each."""
    rows = CartSlot.objects.filter(package_number__in=numbers).order_by("pk")
    return {row.package_number: slot_named(row.cart, row.slot) for row in rows}


def slot_named(cart: int, slot: int) -> Message:
    """The cart's number only where there are several."""
    return messages.CART_SLOT(cart=cart, slot=slot) if cart > 1 else messages.SLOT(slot=slot)


def _in_slot(label: Message, slot: Message | None) -> Message:
    return messages.CHOICE_IN_SLOT(slot=slot, choice=label) if slot else label


def _placed(text: str) -> datetime:
    try:
        dates = msgspec.json.decode(text, type=_Reading).package
    except msgspec.DecodeError:
        return NEVER
    return dates.date_placed or dates.created_at or NEVER


def _label(number: str, order: str, text: str, size: int) -> Message:
    snapshot = shelf.decoded(text) if text else None
    about = _about(snapshot.package) if snapshot else ()
    if not about:
        return messages.CHOICE_OF_ORDER(number=number, order=order, count=size)
    return messages.CHOICE_ABOUT(number=number, about=about, count=size)


def _about(package: Package) -> tuple[Message | str, ...]:
    address, placed = package.shipping_address or Address(), _placed_at(package)
    customer = " ".join(filter(None, (address.first_name, address.last_name)))
    old = messages.PLACED_AGO(age=age(timezone.now() - placed)) if placed else ""
    return tuple(part for part in (customer, carrier_of(package), old) if part)


def _placed_at(package: Package) -> datetime | None:
    return package.date_placed or package.created_at
