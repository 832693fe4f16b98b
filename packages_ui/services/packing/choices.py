"""Packages to choose from: who gets each, by which carrier, how old it is; and the oldest of them first."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from packages_ui.messages import packing as messages
from packages_ui.messages.message import Message
from packages_ui.models import CartSlot, StoredPackage
from packages_ui.models.stored_package import UNKNOWN
from packages_ui.services.mirror.stored import BEFORE_ALL
from packages_ui.services.packages.rows import age
from packages_ui.services.packing.results import Choice


def oldest_first(placed: Mapping[str, datetime]) -> list[str]:
    """Package numbers by when the order was placed, as the copy has it; those whose age is unknown last."""
    return sorted(placed, key=lambda number: (placed[number] == BEFORE_ALL, placed[number], number))


def choices_of(numbers: Sequence[str]) -> tuple[Choice, ...]:
    """In the order of `numbers`; more is known of a package in the copy."""
    columns = ("number", "order_number", "customer", "carrier", "placed_at", "items_count")
    slots = slots_of(numbers)
    rows = StoredPackage.objects.filter(number__in=numbers).only(*columns)
    known = {row.number: _label(row) for row in rows}
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


def _label(row: StoredPackage) -> Message:
    if row.items_count == UNKNOWN:
        return messages.CHOICE(number=row.number)
    if not (about := _about(row)):
        return messages.CHOICE_OF_ORDER(number=row.number, order=row.order_number, count=row.items_count)
    return messages.CHOICE_ABOUT(number=row.number, about=about, count=row.items_count)


def _about(row: StoredPackage) -> tuple[Message | str, ...]:
    is_dated = row.placed_at != BEFORE_ALL
    old = messages.PLACED_AGO(age=age(timezone.now() - row.placed_at)) if is_dated else ""
    return tuple(part for part in (row.customer, row.carrier, old) if part)
