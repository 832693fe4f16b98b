"""Export and import all saved barcodes as a CSV file. An import reports every error with its line and is all
or nothing; an export contains no cell that is a formula."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from packages_ui.messages import barcodes as say
from packages_ui.messages.message import Message
from packages_ui.models import Act, ProductBarcode
from packages_ui.services.barcodes.products import BarcodeRefused, Pair, pair_of
from packages_ui.services.errors import ServiceError

HEAD = ("barcode", "product")
MOST_ROWS = 100_000
MOST_BYTES = 45 * 1024 * 1024
MOST_NAMED = 20  # errors listed for one file
# 8,69E+12 is a long number shortened by Excel. 12E4 may be a product code.
EXCEL = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+|[0-9]+[.,][0-9]+[eE][0-9]+")
DECIMAL = re.compile(r"[0-9]{8,}[.,]0+")
QUOTED = re.compile(r'="(.*)"')  # protects a text of digits from Excel
SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # tells Excel the separator
FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_ONCE = 2000


class FileRefused(ServiceError):
    """The file was not imported; nothing was changed. `errors` are the first of `count` errors, most of them
    with their line."""

    def __init__(self, reason: Message, errors: Sequence[Message] = (), count: int = 0) -> None:
        super().__init__(reason + say.NOTHING_IMPORTED())
        self.errors, self.count = tuple(errors), count or len(errors)


def pairs_in(content: bytes) -> list[Pair]:
    """One pair per barcode, in the file's order. UTF-8; columns named `barcode` and `product`, separated by
    comma, semicolon or tab. Raises FileRefused with the errors by line."""
    found: dict[str, tuple[Pair, int]] = {}
    errors: list[Message] = []
    for number, cells in _rows(content):
        if changed := _changed(cells):
            errors.append(say.ON_LINE(line=number, error=changed))
            continue
        try:
            pair = pair_of(text=_plain_cell(cells[0]), product=_plain_cell(cells[1]))
        except BarcodeRefused as error:
            errors.append(say.ON_LINE(line=number, error=error.reason))
            continue
        first, where = found.setdefault(pair.barcode, (pair, number))
        if first.product != pair.product:
            both = say.TWO_PRODUCTS(barcode=pair.text, product=pair.product, other=first.product, line=where)
            errors.append(say.ON_LINE(line=number, error=both))
    if errors:
        raise FileRefused(say.WRONG_LINES(count=len(errors)), errors[:MOST_NAMED], len(errors))
    return [pair for pair, _ in found.values()]


def _changed(cells: Sequence[str]) -> Message | None:
    """How a spreadsheet has spoiled a number; None where it has not."""
    for cell in map(str.strip, cells):
        if EXCEL.fullmatch(cell):
            return say.SHORTENED(number=cell)
        if DECIMAL.fullmatch(cell):
            return say.DECIMALS(number=cell)
    return None


def line_of(cells: Sequence[str]) -> str:
    """One line. A cell that a spreadsheet would read as a formula gets an apostrophe first; `pairs_in`
    removes it."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(map(_harmless, cells))  # Turkish Excel splits at ;
    return out.getvalue()


def _rows(content: bytes) -> list[tuple[int, tuple[str, str]]]:
    """Line number and the two cells of each row that is not empty."""
    text = _decoded(content)
    named = SEPARATOR.match(text)
    lines = text[named.end() :] if named else text
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=named[1] if named else _separator(lines))
    before = 1 if named else 0
    try:
        columns = _columns(next(rows, []))
        wanted = ((rows.line_num + before, _cells(row, columns)) for row in rows if any(row))
        found = list(islice(wanted, MOST_ROWS + 1))
    except csv.Error as error:
        raise FileRefused(say.NOT_CSV(line=rows.line_num + before)) from error
    if len(found) > MOST_ROWS:
        raise FileRefused(say.TOO_MANY_ROWS(most=MOST_ROWS))
    if not found:
        raise FileRefused(say.NO_ROWS())
    return found


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise FileRefused(say.TOO_LARGE(most=MOST_BYTES // 1024 // 1024))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused(say.NOT_UTF8(line=line)) from error


def _separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(";,\t", key=head.count)


def _columns(head: Sequence[str]) -> tuple[int, int]:
    names = [name.strip().lower() for name in head]
    if not set(HEAD) <= set(names):
        raise FileRefused(say.NO_COLUMNS())
    return names.index(HEAD[0]), names.index(HEAD[1])


def _cells(row: Sequence[str], columns: tuple[int, int]) -> tuple[str, str]:
    barcode, product = (row[at] if at < len(row) else "" for at in columns)
    return barcode, product


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) or _is_marked(cell) else cell


def _plain_cell(cell: str) -> str:
    if quoted := QUOTED.fullmatch(cell.strip()):
        return quoted[1]
    return cell[1:] if _is_marked(cell) else cell


def _is_marked(cell: str) -> bool:
    """Whether an apostrophe marks it as text. A cell that already began with one gets another, so that an
    export can be imported unchanged."""
    return cell.startswith("'") and cell.lstrip("'").startswith(FORMULA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many barcodes are new, have another product now, and were saved already."""

    added: int
    replaced: int
    same: int


def export_csv() -> Iterator[str]:
    """Line by line, with a byte order mark, so that spreadsheets read UTF-8."""
    yield "\ufeff" + line_of(HEAD)
    for text, product in ProductBarcode.objects.values_list("text", "product").iterator(AT_ONCE):
        yield line_of((text, product))


def import_csv(*, content: bytes, user_id: int) -> Imported:
    """Save all barcodes of the file, see `pairs_in`. It replaces the product of barcodes saved before. Raises
    FileRefused; then nothing was changed."""
    pairs = pairs_in(content)
    with transaction.atomic():
        known = dict(ProductBarcode.objects.select_for_update().values_list("barcode", "product"))
        new = [pair for pair in pairs if pair.barcode not in known]
        other = [pair for pair in pairs if known.get(pair.barcode, pair.product) != pair.product]
        _write([*new, *other], user_id)
        counts = Imported(added=len(new), replaced=len(other), same=len(pairs) - len(new) - len(other))
        _audit(counts, other, known, user_id)
    return counts


def _write(pairs: Sequence[Pair], user_id: int) -> None:
    rows = [
        ProductBarcode(barcode=pair.barcode, text=pair.text, product=pair.product, taught_by_id=user_id)
        for pair in pairs
    ]
    fields = ["text", "product", "taught_by"]
    ProductBarcode.objects.bulk_create(
        rows, AT_ONCE, update_conflicts=True, unique_fields=["barcode"], update_fields=fields
    )


def _audit(counts: Imported, other: Sequence[Pair], known: dict[str, str], user_id: int) -> None:
    """One action for the file, and one for each barcode that had another product before."""
    acts = [
        Act(
            verb=Act.Verb.TEACH,
            outcome=Act.Outcome.DONE,
            user_id=user_id,
            before={"barcode": pair.barcode, "product": known[pair.barcode]},
            after={"barcode": pair.barcode, "product": pair.product},
        )
        for pair in other
    ]
    file = {"added": counts.added, "replaced": counts.replaced, "same": counts.same}
    acts.append(Act(verb=Act.Verb.TEACH, outcome=Act.Outcome.DONE, user_id=user_id, after=file))
    Act.objects.bulk_create(acts, AT_ONCE)
