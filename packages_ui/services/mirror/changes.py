"""Follow what changes at Seller Center: everything since the last run, every half minute. Then what came
late: a change may appear some minutes after its time, as in a large transaction. Where Seller Center counts
as many changes of those minutes as the copy holds, nothing did."""

from datetime import datetime, timedelta

from django.utils import timezone
from msgspec.structs import replace

from packages_ui.models import StoredPackage, SyncWalk
from packages_ui.services.mirror.pages import FilterIgnored, page_of
from packages_ui.services.mirror.walk import CHANGES, CLOCKS, Run, list_window, take, walk
from packages_ui.services.mirror.windows import EVERYTHING, Window, windows

FIRST_RUN = timedelta(hours=1)  # back, at the first run: a round reads the rest
LATE = timedelta(minutes=10)


def follow(run: Run) -> bool:
    """Whether all was read up to now. One window at least, whoever waits: a label that is outdated must not
    be printed for hours. Each window is done with once it was read. Raises a SellerCenterError."""
    state = walk(CHANGES)
    if state.ignores_time:
        return False
    before = state.since
    try:
        if not _to_now(run, state):
            return False
        if before:
            _late(run, before - LATE, before)
    except FilterIgnored:
        state.ignores_time = True
        state.save(update_fields=["ignores_time"])
        return False
    return True


def _to_now(run: Run, state: SyncWalk) -> bool:
    started_at, has_begun = timezone.now(), [False]

    def may_go_on() -> bool:
        first, has_begun[0] = not has_begun[0], True
        return first or run.goes_on()

    since = state.since or started_at - FIRST_RUN
    for window in windows(
        since=since, passed=started_at - CLOCKS, list_page=list_window, may_go_on=may_go_on
    ):
        take(run, list((window.packages or {}).values()))
        _advance(state, window, started_at)
        if window.end is None:
            return True
    return False


def _advance(state: SyncWalk, window: Window, started_at: datetime) -> None:
    state.since = window.end or _behind(window)
    state.seen += len(window.packages or ())
    state.unread = window.unread
    if window.end is None:
        state.finished_at = started_at
    state.save()


def _behind(window: Window) -> datetime:
    """At the newest change, as there may be another one of that moment: where times are whole seconds, a
    second later. Right behind it, by the grain of its time, once it was read from there on: else a
    bulk change at night would be read again and again until the next one."""
    if not window.packages or window.newest > window.since:
        return window.newest
    grain = timedelta(microseconds=1 if window.newest.microsecond % 1000 else 1000)
    return window.newest + grain


def _late(run: Run, since: datetime, end: datetime) -> None:
    """What has changed again was read just now, so that it is in neither count."""
    page = page_of(replace(EVERYTHING, limit=1, updated_at__gte=since, updated_at__lt=end), list_window)
    ours = StoredPackage.objects.filter(updated_at__gte=since, updated_at__lt=end).count()
    if page.count in (None, ours):
        return
    passed = timezone.now() - CLOCKS
    for window in windows(
        since=since, end=end, passed=max(passed, end), list_page=list_window, may_go_on=run.goes_on
    ):
        take(run, list((window.packages or {}).values()))
        if window.end is None or window.end >= end:
            return
