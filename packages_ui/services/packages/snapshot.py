"""Read one package with its items, and remember what a person saw of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from msgspec.structs import replace

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.seller_center.page import answer_of, request_beside
from packages_ui.seller_center.types import Address, Item, Package
from packages_ui.services.cached import Cached
from packages_ui.services.client import in_this_language, seller_center
from packages_ui.services.errors import Difference, PackageGone
from packages_ui.services.packages import package_cache

SEEN_SECONDS = 8 * 3600
_READERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="reading")

SHOWN_FIELDS = (
    "status",
    "order_number",
    "shipping_method",
    "waybill_number",
    "tracking_number",
    "tracking_url",
    "shipment_date",
    "delivery_date",
    "invoice_date",
    "invoice_number",
    "invoice_url",
    "amount",
    "notes",
    "gift_box_note",
    "shipping_address",
    "billing_address",
)
PERSONAL = {"notes", "gift_box_note", "shipping_address", "billing_address"}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot: a package and all its items as Seller Center returned them (PKG101 and PKG102)."""

    package: Package
    items: tuple[Item, ...]

    @property
    def item_numbers(self) -> frozenset[str]:
        return frozenset(item.number for item in self.items)

    def items_of(self, numbers: tuple[str, ...]) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.number in numbers)


SEEN: Cached[Snapshot] = Cached(Snapshot)


def read(*, number: str) -> Snapshot:
    """Both calls at once. Raises PackageGone or a SellerCenterError."""
    client = seller_center()
    items = request_beside(_READERS, in_this_language(client.all_items), number)
    package = client.get_package(number)
    if package is None:
        items.cancel()
        raise PackageGone(number)
    return Snapshot(package, answer_of(items))


def remember(snapshot: Snapshot) -> None:
    """Keep what a person is shown, so that a later refusal can list what has changed since."""
    package_cache.note([snapshot.package])
    remember_shown(snapshot)


def remember_shown(snapshot: Snapshot) -> None:
    """The same of one out of the copy: a label is not held against what is left out there."""
    SEEN.set(_key(snapshot.package.number, snapshot.package.updated_at), snapshot, SEEN_SECONDS)


def forget_seen(*, number: str, updated_at: datetime | None) -> None:
    """What people were shown of that version."""
    cache.delete(_key(number, updated_at))


def recall(*, number: str, seen: datetime | None) -> Snapshot | None:
    """What a person was shown under that `updated_at`; None where it is no longer kept."""
    return SEEN.get(_key(number, seen))


def differences(*, number: str, seen: datetime, now: Snapshot) -> tuple[Difference, ...]:
    """What differs between what the person saw and `now`; empty where that is no longer kept."""
    then = recall(number=number, seen=seen)
    if then is None:
        return ()
    found = [_difference(name, then.package, now.package) for name in SHOWN_FIELDS]
    found.append(_item_difference(then, now))
    return tuple(difference for difference in found if difference)


def _difference(name: str, then: Package, now: Package) -> Difference | None:
    before, after = getattr(then, name), getattr(now, name)
    if before == after or _same_as_stored(before, after):
        return None
    if name in PERSONAL:
        return Difference(name, words.AS_YOU_SAW(), words.HAS_CHANGED())
    return Difference(name, _shown(before), _shown(after))


def _same_as_stored(before: object, after: object) -> bool:
    """Whether only identity and tax numbers are missing in what was shown, as it came out of the copy."""
    if not isinstance(before, Address) or not isinstance(after, Address):
        return False
    is_stored = before.identity_number is None and before.tax_no is None
    return is_stored and before == replace(after, identity_number=None, tax_no=None)


def _item_difference(then: Snapshot, now: Snapshot) -> Difference | None:
    before, after = sorted(then.item_numbers), sorted(now.item_numbers)
    return Difference("items", ", ".join(before), ", ".join(after)) if before != after else None


def _shown(value: object) -> Message | str:
    return words.EMPTY() if value is None else str(value)


def _key(number: str, at: datetime | None) -> str:
    return f"seen:{number}:{at.timestamp() if at else 0}"
