"""The warehouse's own facts about products, as a CSV file: names, shelves, barcodes. An import is all or
nothing and reports each error with its line; an export can be imported again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import barcodes as barcode_words
from packages_ui.messages import goods as messages
from packages_ui.messages.message import Message
from packages_ui.models import Act, Product, ProductBarcode
from packages_ui.services.barcodes.csv_file import write_pairs
from packages_ui.services.barcodes.products import BarcodeRefused, Pair, pair_of
from packages_ui.services.csv_table import (
    MOST_NAMED,
    FileRefused,
    Imported,
    changed,
    line_of,
    plain_cell,
    rows_in,
)
from packages_ui.services.mirror.named import renamed

HEAD = ("sku", "name", "shelf", "barcode")
OWN = {"own_name": 200, "shelf": 50}  # columns of ours, and how long they may be
MOST_OF_SKU = 200
AT_ONCE = 2000


@dataclass
class _Table:
    """The file as far as it was read: our columns and their line by sku, pairs and their line by barcode."""

    own: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)
    pairs: dict[str, tuple[Pair, int]] = field(default_factory=dict)
    errors: list[Message] = field(default_factory=list)

    def take(self, line: int, cells: Sequence[str | None]) -> None:
        if problem := changed(cells) or self._take(line, [_clean(cell) for cell in cells]):
            self.errors.append(barcode_words.ON_LINE(line=line, error=problem))

    def _take(self, line: int, cells: Sequence[str | None]) -> Message | None:
        sku, barcode = cells[0] or "", cells[3] or ""
        own = {name: cell for name, cell in zip(OWN, cells[1:3], strict=True) if cell is not None}
        if problem := _wrong(sku, own) or self._differs(sku, own, line):
            return problem
        return self._take_barcode(barcode, sku, line) if barcode else None

    def _differs(self, sku: str, own: Mapping[str, str], line: int) -> Message | None:
        """A product may stand on several lines, for its barcodes; an empty cell does not count there."""
        kept = self.own.setdefault(sku, {})
        for name, cell in own.items():
            first, where = kept.setdefault(name, (cell, line))
            if not first:
                kept[name] = (cell, line)
            elif cell not in ("", first):
                return messages.TWO_VALUES(sku=sku, value=cell, other=first, line=where)
        return None

    def _take_barcode(self, barcode: str, sku: str, line: int) -> Message | None:
        try:
            pair = pair_of(text=barcode, product=sku)
        except BarcodeRefused as error:
            return error.reason
        first, where = self.pairs.setdefault(pair.barcode, (pair, line))
        if first.product == pair.product:
            return None
        return barcode_words.TWO_PRODUCTS(
            barcode=pair.text, product=pair.product, other=first.product, line=where
        )


def import_table(*, content: bytes, user_id: int) -> Imported:
    """Save the file: a cell replaces what was saved, an empty one clears it, a column that is not there
    leaves it. Barcodes are added. Raises FileRefused; then nothing was changed."""
    table = _Table()
    for line, cells in rows_in(content, HEAD, needed=HEAD[:1], missing=messages.NO_COLUMNS()):
        table.take(line, cells)
    if errors := table.errors:
        raise FileRefused(barcode_words.WRONG_LINES(count=len(errors)), errors[:MOST_NAMED], len(errors))
    with transaction.atomic():
        counts = _save(table)
        write_pairs([pair for pair, _ in table.pairs.values()], user_id)
        counted = {"added": counts.added, "replaced": counts.replaced, "same": counts.same}
        after = {"goods": len(table.own), **counted}
        Act.objects.create(verb=Act.Verb.TEACH, outcome=Act.Outcome.DONE, user_id=user_id, after=after)
    return counts


def export_table() -> Iterator[str]:
    """All products that are known here, with the names and shelves that are our own, a line for each barcode;
    with a byte order mark."""
    yield "\ufeff" + line_of(HEAD)
    rows: list[tuple[str, str, str]] = []
    for row in Product.objects.order_by("sku").values_list("sku", "own_name", "shelf").iterator(AT_ONCE):
        rows.append(row)
        if len(rows) == AT_ONCE:
            yield from _lines(rows)
            rows = []
    yield from _lines(rows)


def _lines(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    barcodes: dict[str, list[str]] = {}
    found = ProductBarcode.objects.filter(product__in=[row[0] for row in rows])
    for product, text in found.values_list("product", "text"):
        barcodes.setdefault(product, []).append(text)
    for row in rows:
        for text in barcodes.get(row[0], [""]):
            yield line_of((*row, text))


def _clean(cell: str | None) -> str | None:
    return None if cell is None else plain_cell(cell).strip()


def _wrong(sku: str, own: Mapping[str, str]) -> Message | None:
    if not sku:
        return messages.NO_SKU()
    for cell, most in ((sku, MOST_OF_SKU), *((cell, OWN[name]) for name, cell in own.items())):
        if len(cell) > most:
            return messages.TOO_LONG(value=f"{cell[:20]}…", most=most)
        if not cell.isprintable():
            return messages.NOT_PRINTABLE()
    return None


def _save(table: _Table) -> Imported:
    now, known = timezone.now(), _known(list(table.own))
    new, other = [], []
    for sku, cells in table.own.items():
        own = {name: cell for name, (cell, _) in cells.items()}
        if (row := known.get(sku)) is None:
            new.append(Product(sku=sku, due_at=now, used_at=now, **own))
        elif any(getattr(row, name) != cell for name, cell in own.items()):
            for name, cell in own.items():
                setattr(row, name, cell)
            other.append(row)
    if new:  # a worker may have met one of them just now
        names = [name for name in OWN if name in next(iter(table.own.values()))] or ["sku"]
        Product.objects.bulk_create(
            new, AT_ONCE, update_conflicts=True, unique_fields=["sku"], update_fields=names
        )
    Product.objects.bulk_update(other, list(OWN), AT_ONCE // 8)
    if new or other:
        renamed()
    return Imported(added=len(new), replaced=len(other), same=len(table.own) - len(new) - len(other))


def _known(skus: Sequence[str]) -> dict[str, Product]:
    """Locked until the import is saved."""
    found: dict[str, Product] = {}
    for start in range(0, len(skus), AT_ONCE):
        rows = Product.objects.select_for_update().filter(sku__in=skus[start : start + AT_ONCE])
        found |= {row.sku: row for row in rows.order_by("pk")}
    return found
