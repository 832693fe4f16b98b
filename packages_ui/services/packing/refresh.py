"""The open package follows Seller Center: units that have left it go, new ones come, counted ones stay."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Packing, PackingUnit, Shelved
from packages_ui.seller_center.types import Item, Package
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.batches import stale
from packages_ui.services.packages.snapshot import Reading
from packages_ui.services.packing.opening import notes_of, unit_of
from packages_ui.services.packing.results import Outcome, Word
from packages_ui.services.packing.units import named
from packages_ui.services.shelf import shelf

KEPT = (
    "seen_at",
    "units_done_at",
    "notes",
    "notes_confirmed_at",
    "waybill_number",
    "tracking_number",
    "is_manual",
    "batch",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Units by product: taken out of the package, added to it, and in the box although taken out."""

    gone: Counter[str] = field(default_factory=Counter)
    come: Counter[str] = field(default_factory=Counter)
    in_box: Counter[str] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.gone or self.come)


def refresh_units(*, packing: Packing, reading: Reading) -> Change:
    """Bring the packing, as row and as object, in line with a newer reading of its package. Where its units
    have changed a label that was asked for is not the one to go on the box."""
    with transaction.atomic():
        before = list(packing.units.select_for_update())
        here = {unit.number for unit in before}
        gone = [unit for unit in before if unit.number not in reading.item_numbers]
        come = _add(packing, before, [item for item in reading.items if item.number not in here])
        orphans = carry_over(gone, come)
        packing.units.filter(pk__in=[unit.pk for unit in gone]).delete()
        _note_reservations(packing, reading)
        change = _change(gone, come, orphans)
        _follow(packing, reading.package, changed=bool(change))
    return change


def take_out(*, packing: Packing, numbers: Iterable[str]) -> None:
    """These units have left the package, which could not be read again."""
    with transaction.atomic():
        packing.units.filter(number__in=numbers).delete()
        packing.batch = None
        settle(packing)


def settle(packing: Packing) -> None:
    """Whether all units are in the box now."""
    done = list(packing.units.values_list("done_at", flat=True))
    is_done = bool(done) and all(done)
    packing.units_done_at = (packing.units_done_at or timezone.now()) if is_done else None
    packing.save(update_fields=KEPT)


def carry_over(old: Sequence[PackingUnit], new: Sequence[PackingUnit]) -> list[PackingUnit]:
    """What is counted of `old` is counted of `new`: by number, else by product. Those that find no place."""
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


def note_change(packing: Packing) -> Word | None:
    """What has changed at Seller Center since the package was opened, as the shelf tells; None where its
    units are the same. One query while nothing has. The packing is locked, and saved by the caller."""
    text = _newer(packing)
    reading = shelf.decoded(text) if text is not None else None
    if reading is None:
        return None
    change = refresh_units(packing=packing, reading=reading)
    if not change:
        return None
    stale.outdate(reading.package)
    out = f"Take {listed(change.in_box)} out of the box. " if change.in_box else ""
    return Word(
        outcome=Outcome.CHANGED,
        sentence=f"Package {packing.package_number} has changed at Seller Center: {_what(change)}.",
        next=f"{out}The last scan was not counted. Look, then press Space or scan OK.",
    )


def listed(products: Counter[str]) -> str:
    """`1 unit of A and 2 units of B`; of many products the first three."""
    words = [f"{count} unit{'' if count == 1 else 's'} of {named(one)}" for one, count in products.items()]
    if len(words) > 3:
        rest = sum(list(products.values())[3:])
        words = [*words[:3], f"{rest} more unit{'' if rest == 1 else 's'}"]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _newer(packing: Packing) -> str | None:
    if packing.seen_at is None:
        return None
    rows = Shelved.objects.filter(number=packing.package_number, updated_at__gt=packing.seen_at)
    return rows.values_list("reading", flat=True).first()


def _add(packing: Packing, before: list[PackingUnit], items: list[Item]) -> list[PackingUnit]:
    first = max((unit.position for unit in before), default=-1) + 1
    units = [unit_of(packing, item, place) for place, item in enumerate(items, start=first)]
    return PackingUnit.objects.bulk_create(units)


def _note_reservations(packing: Packing, reading: Reading) -> None:
    held = {item.number for item in reading.items if item.has_reservation}
    packing.units.filter(number__in=held).update(has_reservation=True)
    packing.units.exclude(number__in=held).update(has_reservation=False)


def _change(gone: list[PackingUnit], come: list[PackingUnit], orphans: list[PackingUnit]) -> Change:
    """A unit that only got another number is no change."""
    left, entered = (Counter(unit.product for unit in units) for units in (gone, come))
    return Change(gone=left - entered, come=entered - left, in_box=Counter(unit.product for unit in orphans))


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


def _what(change: Change) -> str:
    gone, come = sum(change.gone.values()), sum(change.come.values())
    parts = [
        f"{listed(change.gone)} {'was' if gone == 1 else 'were'} taken out" if gone else "",
        f"{listed(change.come)} {'was' if come == 1 else 'were'} added" if come else "",
    ]
    return " and ".join(filter(None, parts))
