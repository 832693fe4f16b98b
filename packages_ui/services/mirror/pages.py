"""Page after page of PKG101, each row checked against the filters: an older Seller Center ignores a filter
that it does not know, and returns everything. A page that fails is read in smaller ones, down to the one row
that Seller Center cannot return, and the rows beside it are read."""

import logging
from collections.abc import Callable, Iterator
from itertools import count

from msgspec.structs import replace

from packages_ui.seller_center.errors import Malformed, NotFound, SellerCenterError, ServerFailed
from packages_ui.seller_center.types import MalformedRow, Package, PackageFilters, Page

logger = logging.getLogger(__name__)
PAGE = 100
SMALLER = 10  # a tenth of the rows
OUTAGE = 3  # rows that fail one after the other, with nothing returned before them
CANNOT = "Seller Center failed to answer this row."
ListPage = Callable[[PackageFilters], Page[Package]]


class FilterIgnored(Exception):
    """Seller Center returned rows that were not requested: `by_status`, else by time."""

    def __init__(self, *, by_status: bool) -> None:
        super().__init__("status" if by_status else "updated_at")
        self.by_status = by_status


def pages(filters: PackageFilters, list_page: ListPage) -> Iterator[Page[Package]]:
    """From `filters.page` on, until as many rows have come as there are. Raises as `page_of` does."""
    seen = 0
    for number in count(filters.page):
        yield (page := page_of(replace(filters, page=number), list_page))
        rows = len(page.results) + len(page.malformed)
        seen += rows
        if not rows or (page.count is not None and seen >= page.count):
            return


def page_of(filters: PackageFilters, list_page: ListPage) -> Page[Package]:
    """One beyond the last may be a 404: it is empty. Raises FilterIgnored, a SellerCenterError."""
    try:
        page = list_page(filters)
    except NotFound:
        if filters.page == 1:
            raise
        return Page()
    except (ServerFailed, Malformed) as error:
        if filters.limit == 1:
            raise
        page = _in_parts(filters, list_page, error)
    _check_filters(page, filters)
    return page


def _in_parts(filters: PackageFilters, list_page: ListPage, error: SellerCenterError) -> Page[Package]:
    """The rows of a page that failed, but for those that fail alone. Raises `error` in an outage: the first
    of them fail one by one."""
    limit = filters.limit // SMALLER
    first = (filters.page - 1) * SMALLER + 1
    came: list[Page[Package]] = []
    for number in range(first, first + SMALLER):
        came.append(_part(replace(filters, page=number, limit=limit), list_page, error))
        if len(came) == OUTAGE and not any(page.results for page in came):
            raise error
        total = came[-1].count
        if total is not None and number * limit >= total:
            break
    return _joined(came, filters)


def _part(filters: PackageFilters, list_page: ListPage, error: SellerCenterError) -> Page[Package]:
    try:
        return page_of(filters, list_page)
    except (ServerFailed, Malformed):
        if filters.limit > 1:
            raise error from None
        return _lost(filters)


def _lost(filters: PackageFilters) -> Page[Package]:
    logger.warning("Seller Center cannot tell one package; the others of its page are read.")
    return Page(page=filters.page, limit=1, malformed=(MalformedRow(index=0, reason=CANNOT),))


def _joined(came: list[Page[Package]], filters: PackageFilters) -> Page[Package]:
    return Page(
        count=next((page.count for page in came if page.count is not None), None),
        page=filters.page,
        limit=filters.limit,
        results=tuple(row for page in came for row in page.results),
        malformed=tuple(row for page in came for row in page.malformed),
    )


def _check_filters(page: Page[Package], filters: PackageFilters) -> None:
    for row in page.results:
        if filters.number is not None and row.number != filters.number:
            raise FilterIgnored(by_status=False)
        if filters.status is not None and row.status is not None and row.status != filters.status:
            raise FilterIgnored(by_status=True)
        if not _is_within(row, filters):
            raise FilterIgnored(by_status=False)


def _is_within(row: Package, filters: PackageFilters) -> bool:
    """A row without a time may be anywhere."""
    if row.updated_at is None:
        return True
    since, end = filters.updated_at__gte, filters.updated_at__lt
    return (since is None or row.updated_at >= since) and (end is None or row.updated_at < end)
