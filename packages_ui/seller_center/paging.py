"""Page after page of a list, by number and bounded: `next` is ignored."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from packages_ui.seller_center.errors import NotFound
from packages_ui.seller_center.types import Item, ItemFilters, Package, Page, ShippingMethod

Row = TypeVar("Row", Package, Item, ShippingMethod)
Filters = TypeVar("Filters", bound=ItemFilters)


def rows(read: Callable[[Filters], Page[Row]], filters: Filters, *, most: int) -> Iterator[Row]:
    """Each row once, until a page is empty or brings nothing new, the count is reached, or `most` is."""
    seen: set[str] = set()
    done = (filters.page - 1) * filters.limit
    while len(seen) < most:
        page = _page(read, filters, is_first=not seen)
        fresh = _unseen(page, seen)[: most - len(seen)]
        seen.update(map(_name, fresh))
        yield from fresh
        done += len(page.results) + len(page.malformed)
        if not _may_go_on(page, fresh, done):
            return
        filters = replace(filters, page=filters.page + 1)


def _page(read: Callable[[Filters], Page[Row]], filters: Filters, *, is_first: bool) -> Page[Row]:
    """A page; one beyond the last may be answered with 404 and is empty."""
    try:
        return read(filters)
    except NotFound:
        if is_first:
            raise
        return Page()


def _unseen(page: Page[Row], seen: set[str]) -> list[Row]:
    fresh = {_name(row): row for row in page.results}
    return [row for name, row in fresh.items() if name not in seen]


def _may_go_on(page: Page[Row], fresh: list[Row], done: int) -> bool:
    if page.count is not None and done >= page.count:
        return False
    return bool(fresh or (page.malformed and not page.results))


def _name(row: Package | Item | ShippingMethod) -> str:
    return row.id if isinstance(row, ShippingMethod) else row.number
