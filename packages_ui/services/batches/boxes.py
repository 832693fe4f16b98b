"""Whose box a label is for: from the copy of packages, without a call to Seller Center."""

from collections.abc import Collection
from dataclasses import dataclass

from packages_ui.models import StoredPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """`items` is None where they were never read."""

    customer: str = ""
    city: str = ""
    carrier: str = ""
    items: int | None = None


UNKNOWN_BOX = Box()


def boxes_of(*, numbers: Collection[str]) -> dict[str, Box]:
    """By package number, by one query; those that the copy does not have are left out."""
    if not numbers:
        return {}
    stored = StoredPackage.objects.filter(number__in=set(numbers)).order_by()
    found = stored.values_list("number", "customer", "city", "carrier", "items_count")
    return {
        number: Box(customer=customer, city=city, carrier=carrier, items=items if items >= 0 else None)
        for number, customer, city, carrier, items in found
    }
