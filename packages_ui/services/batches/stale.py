"""Which labels no longer fit their packages: called by whoever reads packages from Seller Center."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled, OneOf, texts
from packages_ui.messages import batches as messages
from packages_ui.models import Label, StoredPackage
from packages_ui.seller_center.types import Package, PackageStatus
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import bare_fingerprint, fingerprint

STILL_HERE = (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP)


def note_read(packages: Collection[Package]) -> int:
    """Packages as just read; how many labels are outdated by that."""
    package_cache.note(packages)
    here = [package for package in packages if package.status in STILL_HERE]
    return _outdate({package.number: (fingerprint(package), bare_fingerprint(package)) for package in here})


def outdate_stored(*, numbers: Collection[str]) -> int:
    """The same for packages that are still here, as the copy has them, which keeps the later state."""
    stored = STORED.rows(numbers=texts(numbers))
    return _outdate({number: (now, bare) for number, now, bare in stored})


def _stored(*, numbers: str) -> QuerySet[StoredPackage, Any]:
    rows = StoredPackage.objects.filter(OneOf("number", numbers), status__in=STILL_HERE).order_by()
    return rows.values_list("number", "fingerprint", "bare_fingerprint")


def _labels(*, numbers: str) -> QuerySet[Label, Any]:
    rows = Label.objects.filter(OneOf("package_number", numbers), stale_at=None).exclude(fingerprint="")
    return rows.order_by().values_list("pk", "package_number", "fingerprint")


STORED, LABELS = Compiled(_stored), Compiled(_labels)


def _outdate(made_from_now: Mapping[str, tuple[str, str]]) -> int:
    """Call their labels that were made from something else out of date; how many. One whose fingerprint was
    never known is left alone. One from before the carrier gave out the numbers is as good as new: asking for
    it may have been what made them."""
    labels = LABELS.rows(numbers=texts(made_from_now)) if made_from_now else ()
    changed = []
    for pk, number, made_from in labels:
        now, bare = made_from_now[number]
        if made_from == bare != now:
            Label.objects.filter(pk=pk, fingerprint=bare).update(fingerprint=now)
        elif made_from != now:
            changed.append(pk)
    still = Label.objects.filter(pk__in=changed, stale_at=None)
    update = {"stale_at": timezone.now(), "stale_because": messages.CHANGED_AT_SELLER_CENTER()}
    return still.update(**update) if changed else 0
