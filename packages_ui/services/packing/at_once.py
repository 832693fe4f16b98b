"""Open a stored package within the transaction of its scan, where nothing is to be requested or decided."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from backoffice.compiled import Compiled
from packages_ui.models import PackageStop, Packing, StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.mirror.at_desk import WHOLE, bearing_code
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.stored_snapshot import decoded, items_text
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.opening import begin, opened
from packages_ui.services.packing.results import ScanResult


@dataclass(frozen=True, slots=True)
class Unread:
    """The only package with a code, never begun and not stopped, of which the items are not stored as they
    are now."""

    number: str


def open_at_once(desk: Desk, *, text: str) -> ScanResult | Unread | None:
    """None where no package has this code, or several, or where it was begun before, is stopped or cannot be
    packed: `open_package` reports so. For a desk at which nothing is open. Raises IntegrityError where
    something was opened at the same moment."""
    snapshot = _only_one(plain(text))
    if isinstance(snapshot, Unread):
        return snapshot
    if snapshot is None or snapshot.package.status != PackageStatus.PREPARING or not snapshot.items:
        return None
    packing = begin(desk, snapshot)
    return replace(opened(packing, None), started=packing)


def _only_one(code: str) -> Snapshot | Unread | None:
    found = list(IN_COPY.rows(code=code)) if code else []
    if len(found) != 1:
        return None
    ((number, is_whole, content, items, *held),) = found
    if any(held):
        return None
    return decoded(content, items) if is_whole else Unread(number)


def _in_copy(*, code: str) -> QuerySet[StoredPackage, Any]:
    """Its number, whether it is as its items were read, what it is; whether it was begun before or is
    stopped."""
    begun = Packing.objects.filter(package_number=OuterRef("number")).exclude(state=Packing.State.DROPPED)
    stops = PackageStop.objects.filter(number=OuterRef("number"))
    is_whole = Case(When(WHOLE, then=Value(1)), default=Value(0))
    rows = StoredPackage.objects.filter(bearing_code(code)).order_by()
    return rows.values_list("number", is_whole, "content", items_text(), Exists(begun), Exists(stops))


IN_COPY = Compiled(_in_copy)
