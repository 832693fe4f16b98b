"""The list of packages as Seller Center returns it, shared for a few seconds by all readers; and the search
for one number of any kind."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from dataclasses import replace as with_fields
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from msgspec.structs import replace

from backoffice.compiled import Compiled, OneOf, texts
from packages_ui.models import StoredPackage
from packages_ui.seller_center.errors import SellerCenterError, TooLate
from packages_ui.seller_center.page import patience, request_all
from packages_ui.seller_center.types import ItemFilters, MalformedRow, PackageFilters
from packages_ui.services.barcodes.codes import numbers_in, readings
from packages_ui.services.barcodes.package_codes import ON_BOX, numbers_of, numbers_within
from packages_ui.services.cached import Cached
from packages_ui.services.client import in_this_language, seller_center
from packages_ui.services.mirror.sync import CopyState
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import Kept, Shared
from packages_ui.services.packages.rows import STATUS_NAMES, Row, row

A = TypeVar("A")
FRESH_SECONDS = 2.0
KEEP_SECONDS = 5
LAST_SECONDS = 600
ITEM_COUNT_SECONDS = 24 * 3600
_FETCHERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="listing")
MOST_OWN = 1
_FIELDS = ("number", "waybill_number", "order__number")
_SEARCHERS = ThreadPoolExecutor(max_workers=6, thread_name_prefix="search")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of PKG101. `count` is of all pages; `as_of` is when Seller Center responded.

    Of the copy where `copy`, its state, is set: then `is_more` means that there are more than `count`,
    `elsewhere` that they are in other statuses than the requested one, and `hits` has by number what was
    found in a text that the list does not show.
    """

    rows: tuple[Row, ...]
    malformed: tuple[MalformedRow, ...]
    count: int
    page: int
    limit: int
    as_of: datetime
    copy: CopyState | None = None
    is_more: bool = False
    elsewhere: bool = False
    hits: Mapping[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return max(-(-self.count // self.limit), 1)


LISTINGS: Cached[Kept[Listing]] = Cached(Kept[Listing])
COUNTS: Cached[Kept[int | None]] = Cached(Kept[int | None])


def list_packages(*, filters: PackageFilters, user_id: int | None = None) -> Listing:
    """One page, at most 5 seconds old, oldest first within the page (the API takes no order).

    The first reader after 2 seconds refreshes it, or at once where we changed a package on it; meanwhile the
    others get the older page, or wait where there is none. Nobody sees a page from before an action of their
    own. Raises a SellerCenterError.
    """
    shared = Shared(
        key=_key(filters),
        kind=LISTINGS,
        fetch=lambda: _read_page(filters),
        is_fresh=_is_fresh,
        keep=KEEP_SECONDS,
        patience=patience(),
        after=_acted_at(user_id),
    )
    return shared.get().answer


def last_listing(*, filters: PackageFilters, user_id: int | None = None) -> Listing | None:
    """The last page that Seller Center returned, for an outage: at most LAST_SECONDS old, and not from before
    an action of this person."""
    kept = LISTINGS.get(_last_key(filters))
    return kept.answer if kept and kept.asked_at > _acted_at(user_id) else None


def drop(*, number: str, user_id: int | None) -> None:
    """This person has just changed the package: cached pages that show it are read again, and so is
    everything that this person sees."""
    cache.set(_changed_key(number), time.time(), KEEP_SECONDS)
    if user_id:
        cache.set(_acted_key(user_id), time.time(), LAST_SECONDS)


def status_counts(*, filters: PackageFilters, user_id: int | None = None) -> dict[int | None, int | None]:
    """How many packages match `filters` in each status, and in all (under None). A count that could not be
    read is None. One call per status, all at once, cached like the list."""
    statuses: list[int | None] = [None, *STATUS_NAMES]
    after = _acted_at(user_id)
    count = partial(_count_of, filters=filters, after=after)
    return dict(zip(statuses, _each(count, statuses), strict=True))


def item_counts(*, rows: dict[str, str]) -> dict[str, int | None]:
    """Items per package, for `rows` of number → updated_at. Read once per version of a package (PKG102)."""
    counted = cached_item_counts(rows=rows)
    missing = [number for number in rows if number not in counted]
    fetched = dict(zip(missing, _each(_item_count, missing), strict=True))
    fresh = {f"items:{n}:{rows[n]}": count for n, count in fetched.items() if count is not None}
    cache.set_many(fresh, ITEM_COUNT_SECONDS)
    return {number: counted.get(number, fetched.get(number)) for number in rows}


def cached_item_counts(*, rows: dict[str, str]) -> dict[str, int]:
    """Those of `item_counts` that are cached; no call to Seller Center."""
    keys = {f"items:{number}:{updated_at}": number for number, updated_at in rows.items()}
    known = {keys[key]: count for key, count in cache.get_many(keys).items()}
    return known | _stored_item_counts({n: at for n, at in rows.items() if n not in known})


def _stored_item_counts(rows: dict[str, str]) -> dict[str, int]:
    if not rows:
        return {}
    found = COUNTED.objects(numbers=texts(rows))
    return {row.number: row.items_count for row in found if row.items_at.isoformat() == rows[row.number]}


def _counted(*, numbers: str) -> QuerySet[StoredPackage]:
    stored = StoredPackage.objects.filter(OneOf("number", numbers), items_at__isnull=False)
    return stored.order_by().only("number", "items_count", "items_at")


def _each(fetch: Callable[[A], int | None], each: Sequence[A]) -> Sequence[int | None]:
    """None for all of them where the page's time ran out."""
    try:
        return request_all(_FETCHERS, in_this_language(fetch), each)
    except TooLate:
        return [None] * len(each)


def _count_of(status: int | None, *, filters: PackageFilters, after: float) -> int | None:
    return _count(replace(filters, status=status, page=1, limit=1), after=after)


def _read_page(filters: PackageFilters) -> Listing:
    asked_at = time.time()
    page = seller_center().list_packages(filters, deadline=patience())
    now = timezone.now()
    rows = tuple(
        row(package, now=now)
        for package in sorted(page.results, key=lambda p: (p.created_at is None, p.created_at))
    )
    _FETCHERS.submit(package_cache.note, page.results)  # nobody waits for it
    listing = Listing(
        rows=rows,
        malformed=page.malformed,
        count=page.count if page.count is not None else len(rows),
        page=page.page,
        limit=page.limit,
        as_of=now,
    )
    _FETCHERS.submit(LISTINGS.set, _last_key(filters), Kept(asked_at, listing), LAST_SECONDS)
    return listing


def _is_fresh(kept: Kept[Listing]) -> bool:
    if time.time() - kept.asked_at >= FRESH_SECONDS:
        return False
    keys = [_changed_key(row.number) for row in kept.answer.rows]
    changed = cache.get_many(keys) if keys else {}
    return all(kept.asked_at > at for at in changed.values())


def _acted_at(user_id: int | None) -> float:
    """When this person last changed a package; 0 where that was long ago."""
    return cache.get(_acted_key(user_id)) or 0.0 if user_id else 0.0


def _last_key(filters: PackageFilters) -> str:
    return f"{_key(filters)}:last"


def _acted_key(user_id: int) -> str:
    return f"listing:acted:{user_id}"


def _changed_key(number: str) -> str:
    return f"listing:changed:{number}"


def _count(filters: PackageFilters, *, after: float) -> int | None:
    shared = Shared(
        key=f"{_key(filters)}:count",
        kind=COUNTS,
        fetch=lambda: seller_center().list_packages(filters, deadline=patience()).count,
        is_fresh=lambda kept: time.time() - kept.asked_at < KEEP_SECONDS,
        keep=KEEP_SECONDS,
        patience=patience(),
        after=after,
    )
    try:
        return shared.get().answer
    except SellerCenterError:
        return None


def _item_count(number: str) -> int | None:
    try:
        return seller_center().list_items(number, ItemFilters(limit=1), deadline=patience()).count
    except SellerCenterError:
        return None


def _key(filters: PackageFilters) -> str:
    parameters = repr(sorted(filters.params().items()))
    return f"listing:{sha256(parameters.encode()).hexdigest()[:24]}"


def search(*, q: str, filters: PackageFilters, user_id: int | None = None, is_known: bool = True) -> Listing:
    """Packages whose number, waybill number or order number is exactly `q`, or the box that it names in GS1's
    elements, within `filters`; and the one that our own rows know by it: PKG101 has no filter for tracking
    numbers. `is_known`: whether they may know it.

    Three or four calls of PKG101 at once, or three more: the API has no search by part of a text.
    """
    requested = [replace(filters, **{field: number}) for number in numbers_in(q) for field in _FIELDS]
    own = [number for number in (_known(q) if is_known else ()) if number != q]
    requested += [replace(filters, number=number) for number in own[:MOST_OWN]]
    find = in_this_language(lambda each: list_packages(filters=each, user_id=user_id))
    found = request_all(_SEARCHERS, find, requested)
    rows = {row.number: row for listing in found for row in listing.rows}
    malformed = tuple({bad for listing in found for bad in listing.malformed})
    count = max(len(rows), *(listing.count for listing in found))
    return with_fields(found[0], rows=tuple(rows.values()), malformed=malformed, count=count)


def _known(q: str) -> list[str]:
    """By the scanned text, else the only package whose number is part of it."""
    texts = readings([q])
    if found := numbers_of(texts, kinds=ON_BOX):
        return found
    within = numbers_within(texts, kinds=ON_BOX)
    return within if len(within) == 1 else []


COUNTED = Compiled(_counted)
