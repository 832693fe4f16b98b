"""Which labels no longer fit their packages: called by whoever reads packages from Seller Center."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
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
    made_from = {package.number: (fingerprint(package), bare_fingerprint(package)) for package in here}
    labels = LABELS.rows(numbers=texts(made_from)) if made_from else ()
    return _outdate((pk, before, *made_from[number]) for pk, number, before in labels)


def outdate_stored(*, numbers: Collection[str]) -> int:
    """The same for packages that are still here, as the copy has them, which keeps the later state."""
    return _outdate(STORED.rows(numbers=texts(numbers)))


def _stored(*, numbers: str) -> QuerySet[Label, Any]:
    rows = StoredPackage.objects.filter(number=OuterRef("package_number"), status__in=STILL_HERE).order_by()
    now, bare = (Subquery(rows.values(name)[:1]) for name in ("fingerprint", "bare_fingerprint"))
    labels = _good(numbers).annotate(now=now, bare=bare)
    return labels.filter(now__isnull=False).values_list("pk", "fingerprint", "now", "bare")


def _labels(*, numbers: str) -> QuerySet[Label, Any]:
    return _good(numbers).values_list("pk", "package_number", "fingerprint")


def _good(numbers: str) -> QuerySet[Label]:
    """One whose fingerprint was never known is left alone."""
    rows = Label.objects.filter(OneOf("package_number", numbers), stale_at=None)
    return rows.exclude(fingerprint="").order_by()


STORED, LABELS = Compiled(_stored), Compiled(_labels)


def _outdate(labels: Iterable[tuple[Any, ...]]) -> int:
    """Call those that were made from something else out of date; how many. `labels`: id, the fingerprint of
    what it was made from, those of the package now, as it is and bare. One from before the carrier gave out
    the numbers is as good as new: asking for it may have been what made them."""
    changed = []
    for pk, made_from, now, bare in labels:
        if made_from == bare != now:
            Label.objects.filter(pk=pk, fingerprint=bare).update(fingerprint=now)
        elif made_from != now:
            changed.append(pk)
    still = Label.objects.filter(pk__in=changed, stale_at=None)
    update = {"stale_at": timezone.now(), "stale_because": messages.CHANGED_AT_SELLER_CENTER()}
    return still.update(**update) if changed else 0
