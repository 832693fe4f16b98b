"""Count the units of the open package by scan or by hand, and undo that."""

from collections.abc import Iterable, Sequence, Set
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import packing as messages
from packages_ui.messages.message import Message
from packages_ui.models import Packing, PackingUnit, StoredItem
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.products import product_of
from packages_ui.services.locks import Holding
from packages_ui.services.packing.facts import Facts, Last
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.printing.printed_before import ONE_AT_A_TIME

How = PackingUnit.How
SCANNERS_REPEAT_MS = 50  # no hand is as fast
DOUBLE_SCAN_MS = 300  # checked only where the count would go over
KEPT = "kept_units"


def count(packing: Packing, *, texts: Sequence[str], clock: int, facts: Facts) -> ScanResult:
    """Count one scanned unit; for what does not belong in the box, say what it is."""
    keep_units(packing, facts.units)
    units, products = facts.units, facts.products
    fitting = [unit for unit in units if plain(unit.product) in products]
    due = next((unit for unit in fitting if not unit.done_at), None)
    within = SCANNERS_REPEAT_MS if due else DOUBLE_SCAN_MS
    if fitting and _was_just_scanned(facts.last, texts, clock, within=within):
        return _double_scan(texts[0])
    if due is None:
        return _too_many(packing, fitting[0]) if fitting else _foreign(packing, texts, products)
    return _done(packing, [due], units, How.SCAN)


def count_by_hand(packing: Packing) -> ScanResult:
    """Count the marked unit, which has no barcode."""
    units = units_of(packing)
    unit = marked(packing, units)
    if unit is None:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.ALREADY_COUNTED())
    return _done(packing, [unit], units, How.HAND)


def count_several(packing: Packing, count: int) -> ScanResult:
    """Count so many of the marked product by hand, all or none."""
    units = units_of(packing)
    unit = marked(packing, units)
    if unit is None:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.ALREADY_COUNTED())
    left = [each for each in units if not each.done_at and each.product == unit.product]
    if not 0 < count <= len(left):
        return ScanResult(
            outcome=ScanOutcome.NOT_NOW,
            sentence=messages.ONLY_LEFT(product=named(unit.product), count=len(left)),
            next=messages.NOTHING_COUNTED(),
        )
    return _done(packing, left[:count], units, How.HAND)


def mark_next(packing: Packing) -> ScanResult:
    """Mark the next unfinished product as the one to count by hand."""
    units = list(packing.units.all())
    now = marked(packing, units)
    if now is None:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.ALREADY_COUNTED())
    others = [unit for unit in units if not unit.done_at and unit.product != now.product]
    later = [unit for unit in others if unit.position > now.position]
    found = (later or others or [now])[0]
    packing.marked = found.position
    return ScanResult(
        outcome=ScanOutcome.MARKED, sentence=messages.NEXT_PRODUCT(product=named(found.product))
    )


def undo(packing: Packing) -> ScanResult:
    """Uncount the unit that was counted last; of several counted at once, all."""
    last = packing.units.filter(done_at__isnull=False).order_by("-done_at", "-position").first()
    if last is None:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.NOTHING_TO_UNDO())
    count = packing.units.filter(done_at=last.done_at).update(done_at=None, how="")
    packing.units_done_at = None
    packing.marked = last.position
    product = named(last.product)
    what = messages.ITEMS_OF(count=count, product=product) if count > 1 else product
    return ScanResult(
        outcome=ScanOutcome.UNDONE,
        sentence=messages.UNDONE(product=what),
        next=messages.TAKE_OUT_COUNTED(count=count),
    )


def marked(packing: Packing, units: Iterable[PackingUnit]) -> PackingUnit | None:
    """The unit that is due: the marked one, else the first that is not counted."""
    left = [unit for unit in units if not unit.done_at]
    return next((unit for unit in left if unit.position >= packing.marked), left[0] if left else None)


def units_of(packing: Packing) -> list[PackingUnit]:
    """In their order; read once for this object, so that the page shows the same."""
    if KEPT not in vars(packing):
        keep_units(packing, UNITS.objects(packing=packing.pk))
    units: list[PackingUnit] = vars(packing)[KEPT]
    return units


def keep_units(packing: Packing, units: list[PackingUnit]) -> None:
    """Cache all of them on the packing, as just read or written."""
    vars(packing)[KEPT] = units


def products_of(texts: Sequence[str]) -> set[str]:
    """The product codes that these scans may mean, normalised."""
    taught = (product_of(text=text) for text in texts)
    return {code for text in (*texts, *filter(None, taught)) if (code := plain(text))}


def named(product: str) -> Message | str:
    """A product's code, or what stands for a missing one."""
    return product or messages.NO_CODE()


def _done(
    packing: Packing, counted: list[PackingUnit], units: list[PackingUnit], how: PackingUnit.How
) -> ScanResult:
    """`counted` are of one product, and of `units`. From the last unit on ONE_AT_A_TIME is held."""
    now, unit = timezone.now(), counted[-1]
    for each in counted:
        each.done_at, each.how = now, how
    left = sum(not each.done_at for each in units)
    rows = PackingUnit.objects.filter(pk__in=[each.pk for each in counted])
    if not left:  # its label is requested in this transaction
        rows = rows.filter(Holding(ONE_AT_A_TIME))
    rows.update(done_at=now, how=how)
    packing.marked = unit.position
    if not left:
        packing.units_done_at = now
        return ScanResult(outcome=ScanOutcome.ALL_COUNTED, sentence=messages.ALL_COUNTED(), text=unit.product)
    outcome = ScanOutcome.COUNTED if how is How.SCAN else ScanOutcome.BY_HAND
    same = [each for each in units if each.product == unit.product]
    done = sum(bool(each.done_at) for each in same)
    sentence = messages.COUNTED(product=named(unit.product), done=done, total=len(same))
    return ScanResult(outcome=outcome, sentence=sentence, text=unit.product)


def _was_just_scanned(last: Last | None, texts: Sequence[str], clock: int, *, within: int) -> bool:
    same = last is not None and plain(last.text) == plain(texts[0])
    counted = last is not None and last.outcome in (ScanOutcome.COUNTED, ScanOutcome.ALL_COUNTED)
    return bool(last and same and counted and 0 <= clock - last.clock < within)


def _double_scan(text: str) -> ScanResult:
    return ScanResult(
        outcome=ScanOutcome.TWICE,
        sentence=messages.DOUBLE_SCAN(),
        next=messages.SCAN_SECOND() + messages.ACKNOWLEDGE(),
        text=text,
    )


def _too_many(packing: Packing, unit: PackingUnit) -> ScanResult:
    total = packing.units.filter(product=unit.product).count()
    return ScanResult(
        outcome=ScanOutcome.TOO_MANY,
        sentence=messages.TOO_MANY(product=named(unit.product), count=total),
        next=messages.PUT_BACK() + messages.ACKNOWLEDGE(),
        text=unit.product,
    )


def _foreign(packing: Packing, texts: Sequence[str], products: Set[str]) -> ScanResult:
    """A unit of another open package, a product that belongs elsewhere, or an unknown code."""
    if (other := _unit_elsewhere(packing, products)) is not None:
        return _of_another(other)
    if (product := _find_product(texts, products)) is not None:
        return ScanResult(
            outcome=ScanOutcome.WRONG,
            sentence=messages.WRONG_ITEM(product=product),
            next=messages.TAKE_RIGHT_ONE() + messages.ACKNOWLEDGE(),
            text=texts[0],
        )
    return ScanResult(
        outcome=ScanOutcome.UNKNOWN,
        sentence=messages.UNKNOWN_BARCODE(text=texts[0]),
        next=messages.CHECK_ITEM() + messages.ACKNOWLEDGE(),
        text=texts[0],
    )


def _unit_elsewhere(packing: Packing, products: Set[str]) -> PackingUnit | None:
    """One that another open package still needs."""
    fitting = (pk for pk, product in NEEDED.rows(packing=packing.pk) if plain(product) in products)
    pk = next(fitting, None)
    units = PackingUnit.objects.select_related("packing__station", "packing__user")
    return units.filter(pk=pk).first() if pk else None


def _needed(*, packing: int) -> QuerySet[PackingUnit, Any]:
    needed = PackingUnit.objects.filter(packing__state__in=Packing.LIVE, done_at=None)
    return needed.exclude(packing=packing).order_by("packing_id", "position").values_list("pk", "product")


NEEDED = Compiled(_needed)


def _of_another(unit: PackingUnit) -> ScanResult:
    return ScanResult(
        outcome=ScanOutcome.OTHER_PACKAGE,
        sentence=_belongs_to(unit),
        next=messages.KEEP_FOR_OTHER() + messages.ACKNOWLEDGE(),
        text=unit.product,
    )


def _belongs_to(unit: PackingUnit) -> Message:
    number, station = unit.packing.package_number, unit.packing.station
    if station is None:
        return messages.OF_OTHER_PACKAGE(product=unit.product, number=number)
    return messages.OF_OTHER_PACKAGE_AT(product=unit.product, number=number, station=station.name)


def _find_product(texts: Sequence[str], products: Set[str]) -> str | None:
    stored = StoredItem.objects.filter(code__in=products).order_by().values_list("product", flat=True)[:1]
    return next(iter(stored), None) or next(filter(None, (product_of(text=text) for text in texts)), None)


UNITS = Compiled(lambda *, packing: PackingUnit.objects.filter(packing=packing).order_by("position"))
