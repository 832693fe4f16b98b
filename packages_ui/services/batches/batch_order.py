"""The order in which a batch's labels are printed, and the name that people give it."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial

from django.db import transaction

from packages_ui.codes.folding import BETWEEN, fold
from packages_ui.models import Act, LabelBatch, PrintJob, StoredPackage
from packages_ui.services import audit
from packages_ui.services.locks import lock_jobs, locked_batch

Order = LabelBatch.Order
READY = PrintJob.State.READY
DIGITS = re.compile(r"\d+")
LAST = "\U0010ffff"  # after every name: of what nothing is known


def arranged(*, numbers: Sequence[str], order: str) -> list[str]:
    """The same packages in this order. Those that are alike stay as they came; those of which the copy does
    not know it come last."""
    if order == Order.REVERSED:
        return list(reversed(numbers))
    if order == Order.NUMBER:
        return sorted(numbers, key=_as_counted)
    if order not in (Order.CARRIER, Order.PRODUCT):
        return list(numbers)
    known = _products(numbers) if order == Order.PRODUCT else _carriers(numbers)
    return sorted(numbers, key=partial(_by, known))


def _by(known: dict[str, str], number: str) -> str:
    return known.get(number) or LAST


def _as_counted(number: str) -> list[tuple[str, int]]:
    """9 before 10, wherever the digits are."""
    letters, digits = DIGITS.split(number), [int(run) for run in DIGITS.findall(number)]
    return list(zip(letters, [*digits, 0], strict=True))


def _carriers(numbers: Collection[str]) -> dict[str, str]:
    return _known(numbers, "carrier", fold)


def _products(numbers: Collection[str]) -> dict[str, str]:
    """Packages of the same products lie together, whatever the order of their items."""
    return _known(numbers, "products", lambda text: BETWEEN.join(sorted(text.split(BETWEEN))))


def _known(numbers: Collection[str], column: str, read: Callable[[str], str]) -> dict[str, str]:
    stored = StoredPackage.objects.filter(number__in=set(numbers)).order_by()
    return {number: read(text) for number, text in stored.values_list("number", column)}


def name_batch(*, batch: LabelBatch, name: str, user_id: int | None = None) -> LabelBatch:
    """The batch with its new name, an empty one for none; separators that are still to be printed get
    it too."""
    with transaction.atomic():
        before = locked_batch(batch.pk) or batch
        if not LabelBatch.objects.filter(pk=batch.pk).exclude(name=name).update(name=name):
            return before
        old = str(before)[:120]
        before_name, before.name = before.name, name
        open_ = PrintJob.objects.filter(batch=batch, heading=old, state__in=(*PrintJob.WAITING, READY))
        found = lock_jobs(open_)
        open_.filter(pk__in=found).update(heading=str(before)[:120])
        old_fields = {"batch": batch.pk, "name": before_name}
        audit.note(
            Act.Verb.UPDATE, user_id=user_id, before=old_fields, after={"batch": batch.pk, "name": name}
        )
    return before
