"""What changed at Seller Center, in windows of time that hold still while they are read (PKG101).

The API has no order, and a package that changes while pages are read moves between them. So a window is asked
again, smaller, until it is read whole: each row that was counted was seen. One page is whole by itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from packages_ui.seller_center.errors import NotFound
from packages_ui.seller_center.types import Package, PackageFilters, Page

PAGE = 100
MOST = 1000  # packages in a window; more are read as several
NARROWEST = timedelta(seconds=1)
OVERLAP = timedelta(seconds=2)  # what is being written down may bear a time of so long before
TRIES = 3  # for one that cannot be made narrower
Ask = Callable[[PackageFilters], Page[Package]]


@dataclass(frozen=True, slots=True)
class Window:
    """Changes from `since` to before `end`; None: up to now. `newest`: the last one that was seen, by Seller
    Center's clock. `packages`: None where it was not read whole; then `count` is how many there are."""

    since: datetime
    end: datetime | None
    newest: datetime
    packages: dict[str, Package] | None = None
    count: int = 0


def windows(
    *, since: datetime, passed: datetime, ask: Ask, may_go_on: Callable[[], bool]
) -> Iterator[Window]:
    """One after the other while `may_go_on`, the last one up to now. `passed`: a moment that Seller Center's
    clock has surely passed; a window ends by then, or by a change that was seen, so that nothing more can
    come into it. Raises a SellerCenterError."""
    end: datetime | None = None
    is_narrow = False
    while may_go_on():
        window = (_read_narrow if is_narrow else _read)(since, end, ask)
        passed = max(passed, window.newest - OVERLAP)
        if window.packages is None:
            end, is_narrow = _narrower(window, passed)
            continue
        yield window
        if end is None:
            return
        since, end = end, end + 2 * (end - since)
        end, is_narrow = (end if end <= passed else None), False


def _narrower(window: Window, passed: datetime) -> tuple[datetime | None, bool]:
    """The end of a window that is more easily read, and whether it is the narrowest that makes sense."""
    width = min(window.end or passed, passed) - window.since
    if window.end or window.count > MOST:
        width = width / 2
    if width > NARROWEST:
        return window.since + width, False
    end = window.since + NARROWEST
    return (end if end <= passed else None), True


def _read(since: datetime, end: datetime | None, ask: Ask) -> Window:
    """Not whole where it has more than MOST, or where its rows moved while they were read."""
    found: dict[str, Package] = {}
    unread, counts = 0, set[int | None]()
    for page in _pages(since, end, ask):
        found.update({row.number: row for row in page.results})
        unread += len(page.malformed)
        counts.add(page.count)
        total = page.count or len(found)
        if len(counts) > 1 or total > MOST:
            last = _page(since, end, -(-total // PAGE), ask)  # where they come as they changed: the newest
            seen = [*found.values(), *last.results]
            return Window(since, end, _newest(since, seen), count=total)
    is_whole = counts <= {None, len(found) + unread}
    return Window(since, end, _newest(since, found.values()), found if is_whole else None)


def _read_narrow(since: datetime, end: datetime | None, ask: Ask) -> Window:
    """However many they are. What moves from page to page is met in one of a few rounds; what leaves the
    window has changed again, and is in a later one."""
    found: dict[str, Package] = {}
    for _ in range(TRIES):
        before, total, unread = len(found), 0, 0
        for page in _pages(since, end, ask):
            found.update({row.number: row for row in page.results})
            total, unread = page.count or 0, unread + len(page.malformed)
        if len(found) + unread >= total or len(found) == before:
            break
    return Window(since, end, _newest(since, found.values()), found)


def _newest(since: datetime, packages: Iterable[Package]) -> datetime:
    return max([since, *(one.updated_at for one in packages if one.updated_at)])


def _pages(since: datetime, end: datetime | None, ask: Ask) -> Iterator[Page[Package]]:
    seen = 0
    for number in count(1):
        yield (page := _page(since, end, number, ask))
        rows = len(page.results) + len(page.malformed)
        seen += rows
        if not rows or (page.count is not None and seen >= page.count):
            return


def _page(since: datetime, end: datetime | None, number: int, ask: Ask) -> Page[Package]:
    """One beyond the last may be answered with 404 and is empty."""
    try:
        return ask(PackageFilters(updated_at__gte=since, updated_at__lt=end, limit=PAGE, page=number))
    except NotFound:
        if number == 1:
            raise
        return Page()
