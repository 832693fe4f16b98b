"""The list of packages as Seller Center answers it, shared for a few seconds by all who look."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.utils import timezone
from msgspec.structs import replace

from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import ItemFilters, MalformedRow, PackageFilters
from packages_ui.services import known
from packages_ui.services.client import seller_center
from packages_ui.services.rows import STATUS_NAMES, Row, row

FRESH_SECONDS = 2.0
KEEP_SECONDS = 5
LOOK_SECONDS = 6.0  # nobody looks at an empty page for longer; what failed is said then
REFRESHER_SECONDS = 15
ITEM_COUNT_SECONDS = 24 * 3600
GENERATION_KEY = "listing:generation"

_ASKERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="listing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of PKG101. `count` is of all pages; `as_of` when Seller Center answered."""

    rows: tuple[Row, ...]
    malformed: tuple[MalformedRow, ...]
    count: int
    page: int
    limit: int
    as_of: datetime

    @property
    def pages(self) -> int:
        return max(-(-self.count // self.limit), 1)


def list_packages(*, filters: PackageFilters) -> Listing:
    """One page, at most 5 seconds old, oldest first within the page (the API takes no order).

    The first asker after 2 seconds refreshes; the others meanwhile get the older answer.
    Raises a SellerCenterError.
    """
    key = _key(filters)
    kept: tuple[float, Listing] | None = cache.get(key)
    if kept and (time.time() - kept[0] < FRESH_SECONDS or not _may_refresh(key)):
        return kept[1]
    return _refresh(key, filters)


def drop() -> None:
    """Forget every shared answer: we have just changed something ourselves."""
    cache.set(GENERATION_KEY, time.time_ns(), None)


def status_counts(*, filters: PackageFilters) -> dict[int | None, int | None]:
    """How many packages match `filters` in each status, and in all (under None). A count that could not be
    asked is None. One call per status, at once, shared like the list."""
    statuses: list[int | None] = [None, *STATUS_NAMES]
    counts = _ASKERS.map(lambda status: _count(replace(filters, status=status, page=1, limit=1)), statuses)
    return dict(zip(statuses, counts, strict=True))


def item_counts(*, rows: dict[str, str]) -> dict[str, int | None]:
    """Items per package, for `rows` of number → updated_at. Asked once per version of a package (PKG102)."""
    counted = known_item_counts(rows=rows)
    missing = [number for number in rows if number not in counted]
    asked = dict(zip(missing, _ASKERS.map(_item_count, missing), strict=True))
    fresh = {f"items:{n}:{rows[n]}": count for n, count in asked.items() if count is not None}
    cache.set_many(fresh, ITEM_COUNT_SECONDS)
    return {number: counted.get(number, asked.get(number)) for number in rows}


def known_item_counts(*, rows: dict[str, str]) -> dict[str, int]:
    """Those of `item_counts` that are known already; asks Seller Center nothing."""
    keys = {f"items:{number}:{updated_at}": number for number, updated_at in rows.items()}
    return {keys[key]: count for key, count in cache.get_many(keys).items()}


def _refresh(key: str, filters: PackageFilters) -> Listing:
    try:
        page = seller_center().list_packages(filters, deadline=LOOK_SECONDS)
    finally:
        cache.delete(f"{key}:refresher")
    now = timezone.now()
    rows = tuple(
        row(package, now=now)
        for package in sorted(page.results, key=lambda p: (p.created_at is None, p.created_at))
    )
    listing = Listing(
        rows=rows,
        malformed=page.malformed,
        count=page.count if page.count is not None else len(rows),
        page=page.page,
        limit=page.limit,
        as_of=now,
    )
    cache.set(key, (time.time(), listing), KEEP_SECONDS)
    _ASKERS.submit(known.note, page.results)  # nobody waits for it
    return listing


def _may_refresh(key: str) -> bool:
    return bool(cache.add(f"{key}:refresher", 1, REFRESHER_SECONDS))


def _count(filters: PackageFilters) -> int | None:
    key = f"{_key(filters)}:count"
    count: int | None = cache.get(key)
    if count is None:
        try:
            count = seller_center().list_packages(filters, deadline=LOOK_SECONDS).count
        except SellerCenterError:
            return None
        cache.set(key, count, KEEP_SECONDS)
    return count


def _item_count(number: str) -> int | None:
    try:
        return seller_center().list_items(number, ItemFilters(limit=1), deadline=LOOK_SECONDS).count
    except SellerCenterError:
        return None


def _key(filters: PackageFilters) -> str:
    asked = repr(sorted(filters.params().items()))
    return f"listing:{cache.get(GENERATION_KEY, 0)}:{sha256(asked.encode()).hexdigest()[:24]}"
