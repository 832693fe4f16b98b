"""The watch: which packages were changed at Seller Center after their label had been made (PKG101)."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic

from django.core.cache import cache
from django.utils import timezone

from packages_ui.models import Label
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Package, PackageStatus
from packages_ui.services import known, lease
from packages_ui.services.change_windows import OVERLAP, Window, windows
from packages_ui.services.client import seller_center
from packages_ui.services.fingerprint import bare_fingerprint, fingerprint
from packages_ui.services.step_aside import Budget, wait_for_people

logger = logging.getLogger(__name__)
WATCHED = timedelta(days=3)  # for so long after its making a label is watched
CLOCKS = timedelta(minutes=10)  # how far Seller Center's clock may be from ours
SINCE_KEY = "changes:since"
LEASE, LEASE_SECONDS = "changes", 300
RUN_SECONDS = 20.0
STILL_HERE = (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP)
BECAUSE = "The address, amount, method or tracking number was changed at Seller Center."


def note_changes(*, seconds: float = RUN_SECONDS) -> int:
    """Call the labels of changed packages out of date, for about so long; how many. Asks nothing while no
    label is watched. Each window that was read is done with, however many are left: the next look goes on
    there. While Seller Center is away nothing is lost."""
    watched = Label.objects.filter(made_at__gte=timezone.now() - WATCHED, stale_at=None)
    oldest = watched.order_by("made_at").values_list("made_at", flat=True).first()
    if oldest is None:
        return 0
    token = lease.take(name=LEASE, seconds=LEASE_SECONDS)
    if token is None:
        return 0
    since: datetime = max(cache.get(SINCE_KEY) or oldest - CLOCKS, oldest - CLOCKS)
    try:
        return _note_since(since, seconds)
    finally:
        lease.release(token=token)


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
    known.note(packages)
    return outdate_all([package for package in packages if package.status in STILL_HERE])
