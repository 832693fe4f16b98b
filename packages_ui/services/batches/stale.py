"""Which labels no longer fit their packages: whoever reads packages from Seller Center says so here."""

from collections.abc import Collection

from django.utils import timezone

from packages_ui.messages import batches as messages
from packages_ui.models import Label
from packages_ui.seller_center.types import Package, PackageStatus
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import bare_fingerprint, fingerprint

STILL_HERE = (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP)


def note_read(packages: Collection[Package]) -> int:
    """These were read just now; how many labels are outdated by that."""
    package_cache.note(packages)
    return outdate_all([package for package in packages if package.status in STILL_HERE])


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
    update = {"stale_at": timezone.now(), "stale_because": messages.CHANGED_AT_SELLER_CENTER()}
    return still.update(**update) if changed else 0
