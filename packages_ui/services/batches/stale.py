"""The watch: which packages were changed at Seller Center after their label had been made (PKG101).

They are asked for in windows of time that hold still while they are read. The API has no order, and a package
that changes while pages are read moves between them. So a window is asked again, smaller, until it is read
whole: each row that was counted was seen. One page is whole by itself.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from time import monotonic

from django.core.cache import cache
from django.utils import timezone

from packages_ui.models import Label
from packages_ui.seller_center.errors import NotFound, SellerCenterError
from packages_ui.seller_center.types import Package, PackageFilters, PackageStatus, Page
from packages_ui.services import lease
from packages_ui.services.batches.fetch_pause import Budget, wait_for_people
from packages_ui.services.client import seller_center
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import bare_fingerprint, fingerprint

logger = logging.getLogger(__name__)
WATCHED = timedelta(days=3)  # for so long after its making a label is watched
CLOCKS = timedelta(minutes=10)  # how far Seller Center's clock may be from ours
SINCE_KEY = "changes:since"
LEASE, LEASE_SECONDS = "changes", 300
RUN_SECONDS = 20.0
STILL_HERE = (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP)
BECAUSE = "The address, amount, method or tracking number was changed at Seller Center."
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


def note_changes(*, seconds: float = RUN_SECONDS) -> int:
    """Call the labels of changed packages out of date, for about so long; how many. Asks nothing while no
    label is watched. Each window that was read is done with, however many are left: the next look goes on
    there. While Seller Center is away nothing is lost."""
    watched = Label.objects.filter(made_at__gte=timezone.now() - WATCHED, stale_at=None)
    oldest = watched.order_by("made_at").values_list("made_at", flat=True).first()
    if oldest is None:
        return 0
    with lease.held(name=LEASE, seconds=LEASE_SECONDS) as token:
        if token is None:
            return 0
        since: datetime = max(cache.get(SINCE_KEY) or oldest - CLOCKS, oldest - CLOCKS)
        return _note_since(since, seconds)


def outdate(package: Package) -> int:
    """As `outdate_all`, for one."""
    return outdate_all([package])


def outdate_all(packages: Collection[Package]) -> int:
    """Call their labels that were made from something else out of date; how many. One whose fingerprint was
    never known is left alone. One from before the carrier gave out the numbers is as good as new: asking for
    it may have been what made them."""
    by_number = {package.number: package for package in packages}
    labels = Label.objects.filter(package_number__in=by_number, stale_at=None).exclude(fingerprint="")
    changed = []
    for pk, number, made_from in labels.values_list("pk", "package_number", "fingerprint"):
        now, bare = fingerprint(by_number[number]), bare_fingerprint(by_number[number])
        if made_from == bare != now:
            Label.objects.filter(pk=pk, fingerprint=bare).update(fingerprint=now)
        elif made_from != now:
            changed.append(pk)
    still = Label.objects.filter(pk__in=changed, stale_at=None)
    return still.update(stale_at=timezone.now(), stale_because=BECAUSE) if changed else 0


def _note_since(since: datetime, seconds: float) -> int:
    until, budget, now = monotonic() + seconds, Budget(), timezone.now()
    counts: list[int] = []

    def may_go_on() -> bool:
        """One window in each run at least, whoever waits: no outdated label may be printed for hours."""
        if not counts:
            return True
        budget.pause()
        return monotonic() < until and wait_for_people(until=until)

    ask = seller_center().list_packages
    try:
        for window in windows(since=since, passed=now - CLOCKS, ask=ask, may_go_on=may_go_on):
            counts.append(_note(window))
            since = max(since, window.end or window.newest - OVERLAP)  # by Seller Center's own clock
            cache.set(SINCE_KEY, since, WATCHED.total_seconds())
    except SellerCenterError:
        logger.info("The look for changes ends early: Seller Center cannot be asked.")
    return sum(counts)


def _note(window: Window) -> int:
    packages = list((window.packages or {}).values())
    package_cache.note(packages)
    return outdate_all([package for package in packages if package.status in STILL_HERE])
