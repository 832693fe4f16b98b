"""Page after page of PKG101, each row held against what was asked: an older Seller Center ignores a filter
that it does not know, and answers everything. A page that fails is asked for in smaller ones, down to the one
row that Seller Center cannot tell, and the rows beside it are read."""

import logging
from collections.abc import Callable, Iterator
from itertools import count

from msgspec.structs import replace

from packages_ui.seller_center.errors import Malformed, NotFound, SellerCenterError, ServerFailed
from packages_ui.seller_center.types import MalformedRow, Package, PackageFilters, Page

logger = logging.getLogger(__name__)
PAGE = 100
SMALLER = 10  # a tenth of the rows
OUTAGE = 3  # rows that fail one after the other, with nothing answered before them
CANNOT = "Seller Center failed to answer this row."
Ask = Callable[[PackageFilters], Page[Package]]


class FilterIgnored(Exception):
    """Seller Center answered rows that were not asked for: `by_status`, else by time."""

    def __init__(self, *, by_status: bool) -> None:
        super().__init__("status" if by_status else "updated_at")
        self.by_status = by_status


def pages(asked: PackageFilters, ask: Ask) -> Iterator[Page[Package]]:
    """From `asked.page` on, until as many rows have come as there are. Raises as `page_of` does."""
    seen = 0
    for number in count(asked.page):
        yield (page := page_of(replace(asked, page=number), ask))
        rows = len(page.results) + len(page.malformed)
        seen += rows
        if not rows or (page.count is not None and seen >= page.count):
            return


def page_of(asked: PackageFilters, ask: Ask) -> Page[Package]:
    """One beyond the last may be a 404: it is empty. Raises FilterIgnored, a SellerCenterError."""
    try:
        page = ask(asked)
    except NotFound:
        if asked.page == 1:
            raise
        return Page()
    except (ServerFailed, Malformed) as error:
        if asked.limit == 1:
            raise
        page = _in_parts(asked, ask, error)
    _check_filters(page, asked)
    return page


def _in_parts(asked: PackageFilters, ask: Ask, error: SellerCenterError) -> Page[Package]:
    """The rows of a page that failed, but for those that fail alone. Raises `error` in an outage: the first
    of them fail one by one."""
    limit = asked.limit // SMALLER
    first = (asked.page - 1) * SMALLER + 1
    came: list[Page[Package]] = []
    for number in range(first, first + SMALLER):
        came.append(_part(replace(asked, page=number, limit=limit), ask, error))
        if len(came) == OUTAGE and not any(page.results for page in came):
            raise error
        total = came[-1].count
        if total is not None and number * limit >= total:
            break
    return _joined(came, asked)


def _part(asked: PackageFilters, ask: Ask, error: SellerCenterError) -> Page[Package]:
    try:
        return page_of(asked, ask)
    except (ServerFailed, Malformed):
        if asked.limit > 1:
            raise error from None
        return _lost(asked)


def _lost(asked: PackageFilters) -> Page[Package]:
    logger.warning("Seller Center cannot tell one package; the others of its page are read.")
    return Page(page=asked.page, limit=1, malformed=(MalformedRow(index=0, reason=CANNOT),))


def _joined(came: list[Page[Package]], asked: PackageFilters) -> Page[Package]:
    return Page(
        count=next((page.count for page in came if page.count is not None), None),
        page=asked.page,
        limit=asked.limit,
        results=tuple(row for page in came for row in page.results),
        malformed=tuple(row for page in came for row in page.malformed),
    )


def _check_filters(page: Page[Package], asked: PackageFilters) -> None:
    for row in page.results:
        if asked.number is not None and row.number != asked.number:
            raise FilterIgnored(by_status=False)
        if asked.status is not None and row.status is not None and row.status != asked.status:
            raise FilterIgnored(by_status=True)
        if not _is_within(row, asked):
            raise FilterIgnored(by_status=False)


def _is_within(row: Package, asked: PackageFilters) -> bool:
    """A row that tells no time may be anywhere."""
    if row.updated_at is None:
        return True
    since, end = asked.updated_at__gte, asked.updated_at__lt
    return (since is None or row.updated_at >= since) and (end is None or row.updated_at < end)
