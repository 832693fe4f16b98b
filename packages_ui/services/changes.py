"""The watch: which packages were changed at Seller Center after their label had been made (PKG101)."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from packages_ui.models import Label
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Package, PackageFilters, PackageStatus
from packages_ui.services import known
from packages_ui.services.client import seller_center
from packages_ui.services.fingerprint import bare_fingerprint, fingerprint

WATCHED = timedelta(days=3)  # for so long after its making a label is watched
CLOCKS = timedelta(minutes=10)  # how far Seller Center's clock may be from ours
OVERLAP = timedelta(seconds=2)
MOST = 5000
SINCE_KEY = "changes:since"
STILL_HERE = (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP)
BECAUSE = "The address, amount, method or tracking number was changed at Seller Center."


def note_changes() -> int:
    """Call the labels of changed packages out of date; how many. Asks nothing while no label is watched.
    While Seller Center is away nothing is lost: the next look begins where the last good one did."""
    watched = Label.objects.filter(made_at__gte=timezone.now() - WATCHED, stale_at=None)
    oldest = watched.order_by("made_at").values_list("made_at", flat=True).first()
    if oldest is None:
        return 0
    since: datetime = max(cache.get(SINCE_KEY) or oldest - CLOCKS, oldest - CLOCKS)
    filters = PackageFilters(updated_at__gte=since, limit=100)
    try:
        changed = list(seller_center().all_packages(filters, most=MOST))
    except SellerCenterError:
        return 0
    known.note(changed)
    _go_on_from(changed, since)
    return sum(outdate(package) for package in changed if package.status in STILL_HERE)


def _go_on_from(changed: list[Package], since: datetime) -> None:
    """The next look begins at the newest change of this one, by Seller Center's own clock."""
    moments = [package.updated_at for package in changed if package.updated_at]
    if len(changed) < MOST:
        newest = max([since, *(moment - OVERLAP for moment in moments)])
        cache.set(SINCE_KEY, newest, WATCHED.total_seconds())


def outdate(package: Package) -> int:
    """Call its labels that were made from something else out of date; how many. One whose fingerprint
    was never known is left alone. One from before the carrier gave out the numbers is as good as new: asking
    for it may have been what made them."""
    now = fingerprint(package)
    labels = Label.objects.filter(package_number=package.number, stale_at=None)
    labels.filter(fingerprint=bare_fingerprint(package)).update(fingerprint=now)
    changed = labels.exclude(fingerprint__in=("", now))
    return changed.update(stale_at=timezone.now(), stale_because=BECAUSE)
