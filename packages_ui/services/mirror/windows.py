"""Read what has changed at Seller Center (PKG101) in windows of time that hold still while they are read.

The API has no order, and a package that changes while pages are read moves between them. So a window is read
again, smaller, until it is whole: each row that was counted was seen. One page is whole by itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from packages_ui.seller_center.types import Package, PackageFilters
from packages_ui.services.mirror.pages import PAGE, ListPage, page_of, pages

MOST = 1000  # packages in a window; more are read as several
NARROWEST = timedelta(seconds=1)
OVERLAP = timedelta(seconds=2)  # what is being recorded may have a time of so long before
TRIES = 3  # for one that cannot be made narrower
EVERYTHING = PackageFilters(limit=PAGE)


@dataclass(frozen=True, slots=True)
class Window:
    """Changes from `since` to before `end`; None: up to now. `newest`: the last one that was seen, by Seller
    Center's clock. `packages`: None where it was not read whole; then `count` is how many there are.
    `unread`: rows that Seller Center could not return, or not as documented."""

    since: datetime
    end: datetime | None
    newest: datetime
    packages: dict[str, Package] | None = None
    count: int = 0
    unread: int = 0


def windows(
    *,
    since: datetime,
    passed: datetime,
    list_page: ListPage,
    may_go_on: Callable[[], bool],
    among: PackageFilters = EVERYTHING,
    end: datetime | None = None,
    on_end: Callable[[datetime | None], object] = bool,
) -> Iterator[Window]:
    """One after the other while `may_go_on`, the last one up to now, of those that are `among` these.
    `passed`: a moment that Seller Center's clock has surely passed; a window ends by then, or by a change
    that was seen, so that nothing more can come into it. `end` is where to end the first one; `on_end`
    gets the end of each that is read next, so that whoever goes on later need not begin with the widest.
    Raises a SellerCenterError, and FilterIgnored."""
    is_narrow = end is not None and end - since <= NARROWEST
    while may_go_on():
        filters = replace(among, updated_at__gte=since, updated_at__lt=end)
        window = (_read_narrow if is_narrow else _read)(filters, list_page)
        passed = max(passed, window.newest - OVERLAP)
        if window.packages is None:
            end, is_narrow = _narrower(window, passed)
            on_end(end)
            continue
        yield window
        if end is None:
            return
        since, end = end, end + 2 * (end - since)
        end, is_narrow = (end if end <= passed else None), False
        on_end(end)


def _narrower(window: Window, passed: datetime) -> tuple[datetime | None, bool]:
    """The end of a window that is more easily read, and whether it is the narrowest that makes sense."""
    width = min(window.end or passed, passed) - window.since
    if window.end or window.count > MOST:
        width = width / 2
    if width > NARROWEST:
        return window.since + width, False
    end = window.since + NARROWEST
    return (end if end <= passed else None), True


def _read(filters: PackageFilters, list_page: ListPage) -> Window:
    """Not whole where it has more than MOST, or where its rows moved while they were read."""
    found: dict[str, Package] = {}
    unread, counts = 0, set[int | None]()
    for page in pages(filters, list_page):
        found.update({row.number: row for row in page.results})
        unread += len(page.malformed)
        counts.add(page.count)
        total = page.count or len(found)
        if len(counts) > 1 or total > MOST:
            last = page_of(replace(filters, page=-(-total // PAGE)), list_page)  # as they changed: the newest
            return _window(filters, [*found.values(), *last.results], count=total)
    is_whole = counts <= {None, len(found) + unread}
    return _window(filters, found.values(), found if is_whole else None, unread=unread)


def _read_narrow(filters: PackageFilters, list_page: ListPage) -> Window:
    """However many they are. What moves from page to page is met in one of a few rounds; what leaves the
    window has changed again, and is in a later one."""
    found: dict[str, Package] = {}
    for _ in range(TRIES):
        before, total, unread = len(found), 0, 0
        for page in pages(filters, list_page):
            found.update({row.number: row for row in page.results})
            total, unread = page.count or 0, unread + len(page.malformed)
        if len(found) + unread >= total or len(found) == before:
            break
    return _window(filters, found.values(), found, unread=unread)


def _window(
    filters: PackageFilters,
    seen: Iterable[Package],
    packages: dict[str, Package] | None = None,
    *,
    count: int = 0,
    unread: int = 0,
) -> Window:
    since = filters.updated_at__gte
    if since is None:
        raise ValueError("A window begins somewhere.")
    newest = max([since, *(package.updated_at for package in seen if package.updated_at)])
    return Window(since, filters.updated_at__lt, newest, packages, count, unread)
