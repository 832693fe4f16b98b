"""Bring the open package in line with Seller Center: units are removed and added, counted ones stay so."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Packing, PackingUnit
from packages_ui.seller_center.types import Item, Package
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.batches import stale
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.stored_snapshot import newer_snapshot_of
from packages_ui.services.packing.opening import notes_of, unit_of
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.units import named

MOST_LISTED = 3
KEPT = (
    "seen_at",
    "units_done_at",
    "notes",
    "notes_confirmed_at",
    "waybill_number",
    "tracking_number",
    "is_manual",
    "batch",
    "touched_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Units by product: removed from the package, added to it, and in the box although removed."""

    removed: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    in_box: Counter[str] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


def refresh_units(*, packing: Packing, snapshot: Snapshot) -> Change:
    """Bring the packing, row and object, in line with a newer snapshot of its package. Where its units have
    changed, a label requested before is not the one for this box."""
    with transaction.atomic():
        before = list(packing.units.select_for_update())
        here = {unit.number for unit in before}
        removed = [unit for unit in before if unit.number not in snapshot.item_numbers]
        added = _add(packing, before, [item for item in snapshot.items if item.number not in here])
        orphans = carry_over(removed, added)
        packing.units.filter(pk__in=[unit.pk for unit in removed]).delete()
        _note_reservations(packing, snapshot)
        change = _change(removed, added, orphans)
        _follow(packing, snapshot.package, changed=bool(change))
    return change


def remove_units(*, packing: Packing, numbers: Iterable[str]) -> None:
    """These units have left the package, which could not be read again."""
    with transaction.atomic():
        packing.units.filter(number__in=numbers).delete()
        packing.batch = None
        settle(packing)


def settle(packing: Packing) -> None:
    """Note whether all units are in the box now."""
    done = list(packing.units.values_list("done_at", flat=True))
    is_done = bool(done) and all(done)
    packing.units_done_at = (packing.units_done_at or timezone.now()) if is_done else None
    packing.touched_at = timezone.now()
    packing.save(update_fields=KEPT)


def carry_over(old: Sequence[PackingUnit], new: Sequence[PackingUnit]) -> list[PackingUnit]:
    """Count in `new` what is counted in `old`: by number, else by product. Returns those without a match."""
    orphans = []
    for unit in (one for one in old if one.done_at):
        free = [one for one in new if not one.done_at and one.product == unit.product]
        same = next((one for one in new if one.number == unit.number), None) or next(iter(free), None)
        if same is None:
            orphans.append(unit)
            continue
        same.done_at, same.how = unit.done_at, unit.how
        PackingUnit.objects.filter(pk=same.pk).update(done_at=unit.done_at, how=unit.how)
    return orphans


def note_change(packing: Packing) -> ScanResult | None:
    """What has changed at Seller Center since the package was opened, by the copy; None where its units are
    the same. One query while nothing has changed. The packing is locked, and the caller saves it."""
    number, seen = packing.package_number, packing.seen_at
    snapshot = newer_snapshot_of(number=number, seen=seen) if seen else None
    if snapshot is None:
        return None
    change = refresh_units(packing=packing, snapshot=snapshot)
    if not change:
        return None
    stale.outdate_stored(numbers=[number])
    out = messages.TAKE_OUT(items=listed(change.in_box)) if change.in_box else NOTHING
    return ScanResult(
        outcome=ScanOutcome.CHANGED,
        sentence=messages.CHANGED(number=number) + _described(change),
        next=out + messages.LAST_SCAN_IGNORED() + messages.CHECK_THEN_OK(),
    )


def listed(products: Counter[str]) -> tuple[Message, ...]:
    """`1 × A`, `2 × B`; of many products the first three, then how many items more."""
    items = [messages.ITEMS_OF(count=count, product=named(product)) for product, count in products.items()]
    if len(items) > MOST_LISTED:
        rest = sum(list(products.values())[MOST_LISTED:])
        items = [*items[:MOST_LISTED], messages.MORE_ITEMS(count=rest)]
    return tuple(items)


def _add(packing: Packing, before: list[PackingUnit], items: list[Item]) -> list[PackingUnit]:
    first = max((unit.position for unit in before), default=-1) + 1
    units = [unit_of(packing, item, place) for place, item in enumerate(items, start=first)]
    return PackingUnit.objects.bulk_create(units)


def _note_reservations(packing: Packing, snapshot: Snapshot) -> None:
    held = {item.number for item in snapshot.items if item.has_reservation}
    packing.units.filter(number__in=held).update(has_reservation=True)
    packing.units.exclude(number__in=held).update(has_reservation=False)


def _change(removed: list[PackingUnit], added: list[PackingUnit], orphans: list[PackingUnit]) -> Change:
    """A unit that only got another number is no change."""
    left, entered = (Counter(unit.product for unit in units) for units in (removed, added))
    return Change(
        removed=left - entered, added=entered - left, in_box=Counter(unit.product for unit in orphans)
    )


def _follow(packing: Packing, package: Package, *, changed: bool) -> None:
    packing.seen_at = package.updated_at
    if (notes := notes_of(package)) != packing.notes:
        packing.notes, packing.notes_confirmed_at = notes, None
    manual = bool(package.is_requires_manual_entry)
    if manual != packing.is_manual:  # the number of another carrier's label
        packing.is_manual, packing.waybill_number, packing.tracking_number = manual, "", ""
    if not manual or not packing.tracking_number:
        packing.waybill_number = (package.waybill_number or packing.waybill_number)[:64]
        packing.tracking_number = (package.tracking_number or packing.tracking_number)[:64]
    if changed:
        packing.batch = None
    note_package(packing.package_number, waybill=packing.waybill_number, tracking=packing.tracking_number)
    settle(packing)


def _described(change: Change) -> Message:
    removed = messages.CHANGED_OUT(items=listed(change.removed)) if change.removed else NOTHING
    return removed + (messages.CHANGED_IN(items=listed(change.added)) if change.added else NOTHING)
