"""Find packages by one word, whichever of their numbers it is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace as with_fields

from msgspec.structs import replace

from packages_ui.seller_center.page import ask_all
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.barcodes.codes import numbers_said, readings
from packages_ui.services.barcodes.package_codes import ON_BOX, numbers_of, numbers_within
from packages_ui.services.listing import Listing, list_packages

MOST_OWN = 1
_FIELDS = ("number", "waybill_number", "order__number")
_ASKERS = ThreadPoolExecutor(max_workers=6, thread_name_prefix="search")


def search(*, q: str, filters: PackageFilters, user_id: int | None = None) -> Listing:
    """Packages whose number, waybill number or order number is exactly `q`, or the box that it names in GS1's
    elements, within `filters`; and the one that our own rows know by it, as it may be a tracking number,
    which PKG101 cannot be asked for.

    Three or four calls of PKG101 at once, or three more: the API knows no search by part of a text.
    """
    asked = [replace(filters, **{field: one}) for one in numbers_said(q) for field in _FIELDS]
    own = [number for number in _known(q) if number != q]
    asked += [replace(filters, number=number) for number in own[:MOST_OWN]]
    found = ask_all(_ASKERS, lambda one: list_packages(filters=one, user_id=user_id), asked)
    rows = {row.number: row for listing in found for row in listing.rows}
    malformed = tuple({bad for listing in found for bad in listing.malformed})
    count = max(len(rows), *(listing.count for listing in found))
    return with_fields(found[0], rows=tuple(rows.values()), malformed=malformed, count=count)


def _known(q: str) -> list[str]:
    """By what was scanned, else the only one whose number stands inside of it."""
    texts = readings([q])
    if found := numbers_of(texts, kinds=ON_BOX):
        return found
    within = numbers_within(texts, kinds=ON_BOX)
    return within if len(within) == 1 else []
