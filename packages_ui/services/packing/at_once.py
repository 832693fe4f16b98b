"""Open a prefetched package within the transaction of its scan, where nothing has to be asked or decided."""

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from backoffice.compiled import Compiled
from packages_ui.models import PackageStop, Packing, Shelved
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.opening import begin, opened
from packages_ui.services.packing.results import ScanResult
from packages_ui.services.shelf.shelf import decoded


def open_at_once(desk: Desk, *, text: str) -> ScanResult | None:
    """None where no package has this code, or several, or where it was begun before, is stopped or cannot be
    packed: `open_package` says so. For a desk at which nothing is open. Raises IntegrityError where something
    was opened at the same moment."""
    snapshot = _only_one(plain(text))
    if snapshot is None or snapshot.package.status != PackageStatus.PREPARING or not snapshot.items:
        return None
    packing = begin(desk, snapshot)
    return replace(opened(packing, None), started=packing)


def _only_one(code: str) -> Snapshot | None:
    found = {number: (text, held) for number, text, *held in ON_SHELF.rows(code=code)} if code else {}
    if len(found) != 1:
        return None
    ((text, held),) = found.values()
    return None if any(held) or not text else decoded(text)


def _on_shelf(*, code: str) -> QuerySet[Shelved, Any]:
    """Number, snapshot, and whether it was begun before or is stopped."""
    begun = Packing.objects.filter(package_number=OuterRef("number")).exclude(state=Packing.State.DROPPED)
    stops = PackageStop.objects.filter(number=OuterRef("number"))
    rows = Shelved.objects.filter(codes__code=code).order_by()
    return rows.values_list("number", "reading", Exists(begun), Exists(stops))


ON_SHELF = Compiled(_on_shelf)
