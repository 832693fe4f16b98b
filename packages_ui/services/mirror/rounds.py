"""A round reads all packages: those that are still here first, then whatever changed in the days for which
finished ones are kept. What was stored and did not come is requested once more, by its number, and leaves the
copy when Seller Center no longer has it. The first round fills the copy; then there is one each night."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from msgspec.structs import replace

from packages_ui.models import StoredPackage, SyncWalk
from packages_ui.seller_center.types import PackageFilters, PackageStatus
from packages_ui.services.mirror.keep import is_old, keep, remove
from packages_ui.services.mirror.pages import FilterIgnored, page_of
from packages_ui.services.mirror.stored import BEFORE_ALL
from packages_ui.services.mirror.walk import CHANGES, CLOCKS, ROUND, Run, list_window, take, walk
from packages_ui.services.mirror.windows import EVERYTHING, windows

PHASES = (
    replace(EVERYTHING, status=PackageStatus.PREPARING),
    replace(EVERYTHING, status=PackageStatus.READY_TO_SHIP),
    EVERYTHING,
)
MISSING, DONE = len(PHASES), len(PHASES) + 1
SOME = 50  # numbers that are requested between two queries


def begin() -> None:
    """The next run begins a new round; what is under way starts again."""
    state = walk(ROUND)
    _begin(state)


def go_on(run: Run) -> bool:
    """Go on with the round where it was; whether more is to do. Raises a SellerCenterError."""
    state = walk(ROUND)
    if walk(CHANGES).ignores_time:
        return _page_by_page(run, state)
    while state.phase < MISSING:
        if not _phase(run, state):
            return state.phase < MISSING
    if state.phase == MISSING and _find_missing(run, state):
        _finish(state)
    return state.phase < DONE


def _phase(run: Run, state: SyncWalk) -> bool:
    """Whether the phase is over and the next one may begin."""
    among = PHASES[state.phase]
    since = state.since or _beginning(among)
    if state.since is None:
        state.expected = state.seen + (list_window(replace(among, limit=1, updated_at__gte=since)).count or 0)
        state.since = since
        state.save()
    try:
        return _windows(run, state, among, since)
    except FilterIgnored as error:
        _without_filter(state, error)
        return error.by_status


def _windows(run: Run, state: SyncWalk, among: PackageFilters, since: datetime) -> bool:
    def note_end(end: datetime | None) -> None:
        SyncWalk.objects.filter(name=ROUND).update(until=end)

    passed = timezone.now() - CLOCKS
    for window in windows(
        since=since,
        end=state.until,
        passed=passed,
        list_page=list_window,
        may_go_on=run.goes_on,
        among=among,
        on_end=note_end,
    ):
        take(run, list((window.packages or {}).values()))
        state.seen += len(window.packages or ())
        state.unread += window.unread
        state.since = state.until = window.end
        state.phase += window.end is None
        state.save()
        if window.end is None:
            return True
    return False


def _without_filter(state: SyncWalk, error: FilterIgnored) -> None:
    if error.by_status:  # the last phase reads them too, but for those that have not changed for long
        state.phase, state.since, state.until = len(PHASES) - 1, None, None
        state.save()
    else:
        SyncWalk.objects.filter(name=CHANGES).update(ignores_time=True)


def _beginning(among: PackageFilters) -> datetime:
    days = settings.KEEP_PACKAGES_DAYS
    return BEFORE_ALL if among.status or not days else timezone.now() - timedelta(days=days)


def _page_by_page(run: Run, state: SyncWalk) -> bool:
    """All of them, over and over: where Seller Center cannot filter by time."""
    while run.goes_on():
        page = page_of(replace(EVERYTHING, page=state.page + 1), list_window)
        take(run, page.results)
        rows = len(page.results) + len(page.malformed)
        state.page += 1
        state.seen += rows
        state.expected = page.count
        state.save()
        if not rows or (page.count is not None and state.seen >= page.count):
            _finish(state)
            _begin(state)
            return False
    return True


def _find_missing(run: Run, state: SyncWalk) -> bool:
    """Whether each stored package that did not come in this round has been checked."""
    for number in _not_seen(state):
        if not run.goes_on():
            return False
        try:
            page = page_of(PackageFilters(number=number), list_window)
        except FilterIgnored:  # then it cannot be known
            return True
        found = [row for row in page.results if not is_old(row)]
        if page.malformed:
            StoredPackage.objects.filter(number=number).update(read_at=timezone.now())
        elif found:
            keep(packages=found)
            StoredPackage.objects.filter(number=number).update(read_at=timezone.now())
        else:
            remove(numbers=[number])
    return True


def _not_seen(state: SyncWalk) -> Iterator[str]:
    """Oldest reading first; each that was checked is no longer among them."""
    while rows := list(
        StoredPackage.objects.filter(read_at__lt=state.started_at)
        .order_by("read_at")
        .values_list("number", flat=True)[:SOME]
    ):
        yield from rows


def _begin(state: SyncWalk) -> None:
    state.phase = state.page = state.seen = state.unread = 0
    state.since = state.until = state.expected = None
    state.started_at = timezone.now()
    state.save()


def _finish(state: SyncWalk) -> None:
    state.phase, state.finished_at = DONE, timezone.now()
    state.first_at = state.first_at or state.finished_at
    state.save()
