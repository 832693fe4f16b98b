"""The units of the open package: counted by scan or by hand, and taken back."""

from collections.abc import Iterable, Sequence, Set
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.models import Packing, PackingUnit, ShelvedItem
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.products import product_of
from packages_ui.services.packing.facts import Facts, Last
from packages_ui.services.packing.results import Outcome, Word

How = PackingUnit.How
TWICE_MS = 300
ACKNOWLEDGE = "Then press Space or scan OK."
KEPT = "kept_units"


def count(packing: Packing, *, texts: Sequence[str], clock: int, facts: Facts) -> Word:
    """One scan of a unit. Of what is not to be packed it says what it is."""
    units, products = units_of(packing), facts.products
    fitting = [unit for unit in units if plain(unit.product) in products]
    due = next((unit for unit in fitting if not unit.done_at), None)
    if fitting and _was_just_scanned(facts.last, texts, clock):
        return _twice(texts[0])
    if due is None:
        return _too_many(packing, fitting[0]) if fitting else _stranger(packing, texts, products)
    return _done(packing, due, units, How.SCAN)


def count_by_hand(packing: Packing) -> Word:
    """The marked unit, which has no barcode."""
    units = units_of(packing)
    unit = marked(packing, units)
    if unit is None:
        return Word(outcome=Outcome.NOT_NOW, sentence="Every unit is counted already.")
    return _done(packing, unit, units, How.HAND)


def mark_next(packing: Packing) -> Word:
    """The next product that is not all counted is confirmed by hand next."""
    units = list(packing.units.all())
    now = marked(packing, units)
    if now is None:
        return Word(outcome=Outcome.NOT_NOW, sentence="Every unit is counted already.")
    others = [unit for unit in units if not unit.done_at and unit.product != now.product]
    later = [unit for unit in others if unit.position > now.position]
    found = (later or others or [now])[0]
    packing.marked = found.position
    return Word(outcome=Outcome.MARKED, sentence=f"Next: {named(found.product)}.")


def undo(packing: Packing) -> Word:
    """Take the last counted unit out again."""
    last = packing.units.filter(done_at__isnull=False).order_by("-done_at", "-position").first()
    if last is None:
        return Word(outcome=Outcome.NOT_NOW, sentence="No unit is counted yet; there is nothing to undo.")
    PackingUnit.objects.filter(pk=last.pk).update(done_at=None, how="")
    packing.units_done_at = None
    packing.marked = last.position
    return Word(
        outcome=Outcome.UNDONE,
        sentence=f"{named(last.product)} is taken out again.",
        next="Take it out of the box.",
    )


def marked(packing: Packing, units: Iterable[PackingUnit]) -> PackingUnit | None:
    """The unit that is due: the marked one, else the first that is not counted."""
    left = [unit for unit in units if not unit.done_at]
    return next((unit for unit in left if unit.position >= packing.marked), left[0] if left else None)


def units_of(packing: Packing) -> list[PackingUnit]:
    """In their order. Read once for this object: the page is made from the same."""
    if KEPT not in vars(packing):
        keep_units(packing, UNITS.objects(packing=packing.pk))
    units: list[PackingUnit] = vars(packing)[KEPT]
    return units


def keep_units(packing: Packing, units: list[PackingUnit]) -> None:
    """They have just been read or written: all of them, as they are."""
    vars(packing)[KEPT] = units


def products_of(texts: Sequence[str]) -> set[str]:
    """What these scans may mean: product codes, as scans are compared."""
    taught = (product_of(text=text) for text in texts)
    return {code for text in (*texts, *filter(None, taught)) if (code := plain(text))}


def named(product: str) -> str:
    """A product's code, or what stands for a missing one."""
    return product or "a unit without a product code"


def _done(packing: Packing, unit: PackingUnit, units: list[PackingUnit], how: PackingUnit.How) -> Word:
    now = timezone.now()
    PackingUnit.objects.filter(pk=unit.pk).update(done_at=now, how=how)
    unit.done_at, unit.how = now, how
    left = sum(not each.done_at for each in units)
    packing.marked = unit.position
    if not left:
        packing.units_done_at = now
        return Word(outcome=Outcome.ALL_COUNTED, sentence="All units are in the box.")
    outcome = Outcome.COUNTED if how is How.SCAN else Outcome.BY_HAND
    same = [each for each in units if each.product == unit.product]
    done = sum(bool(each.done_at) for each in same)
    return Word(outcome=outcome, sentence=f"{named(unit.product)}: {done} of {len(same)}.")


def _was_just_scanned(last: Last | None, texts: Sequence[str], clock: int) -> bool:
    same = last is not None and plain(last.text) == plain(texts[0])
    counted = last is not None and last.outcome in (Outcome.COUNTED, Outcome.ALL_COUNTED)
    return bool(last and same and counted and 0 <= clock - last.clock < TWICE_MS)


def _twice(text: str) -> Word:
    return Word(
        outcome=Outcome.TWICE,
        sentence="Scanned twice within a blink: it is counted once.",
        next=f"If a second unit is in your hand, scan it again after this. {ACKNOWLEDGE}",
        text=text,
    )


def _too_many(packing: Packing, unit: PackingUnit) -> Word:
    total = packing.units.filter(product=unit.product).count()
    verb = "belongs" if total == 1 else "belong"
    return Word(
        outcome=Outcome.TOO_MANY,
        sentence=f"One {named(unit.product)} too many. Only {total} {verb} into this box.",
        next=f"Put this one back. {ACKNOWLEDGE}",
        text=unit.product,
    )


def _stranger(packing: Packing, texts: Sequence[str], products: Set[str]) -> Word:
    """A unit of another open package, a product that belongs elsewhere, or nothing that we know."""
    if (other := _unit_elsewhere(packing, products)) is not None:
        return _of_another(other)
    if (product := _known_product(texts, products)) is not None:
        return Word(
            outcome=Outcome.WRONG,
            sentence=f"Wrong unit: {product} does not belong into this box.",
            next=f"Put it back and take the right one. {ACKNOWLEDGE}",
            text=texts[0],
        )
    return Word(
        outcome=Outcome.UNKNOWN,
        sentence=f"Nobody knows {texts[0]}.",
        next=f"Look whether it is the right unit; a lead can teach its barcode here. {ACKNOWLEDGE}",
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


def _of_another(unit: PackingUnit) -> Word:
    packing = unit.packing
    where = f" at {packing.station.name}" if packing.station else ""
    return Word(
        outcome=Outcome.OTHER_PACKAGE,
        sentence=f"{unit.product} belongs to package {packing.package_number}, {packing.state}{where}.",
        next=f"Lay it aside for that package. {ACKNOWLEDGE}",
        text=unit.product,
    )


def _known_product(texts: Sequence[str], products: Set[str]) -> str | None:
    shelved = ShelvedItem.objects.filter(code__in=products).values_list("product", flat=True).first()
    return shelved or next(filter(None, (product_of(text=text) for text in texts)), None)


UNITS = Compiled(lambda *, packing: PackingUnit.objects.filter(packing=packing).order_by("position"))
