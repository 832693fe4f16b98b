"""All taught barcodes as a CSV file, out and in: read with every error by its line, in is all or nothing, and
written so that no cell is a formula."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from packages_ui.models import Act, ProductBarcode
from packages_ui.services.barcodes.products import BarcodeRefused, Pair, pair_of
from packages_ui.services.errors import ServiceError

HEAD = ("barcode", "product")
MOST_ROWS = 100_000
MOST_BYTES = 45 * 1024 * 1024
MOST_NAMED = 20  # errors that are told of one file
# 8,69E+12: what Excel makes of a long number. 12E4 may be a product.
EXCEL = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+|[0-9]+[.,][0-9]+[eE][0-9]+")
DECIMAL = re.compile(r"[0-9]{8,}[.,]0+")
AS_TEXT = "Format the column as text, then save the file again"
SHORTENED = f"Excel has shortened the number {{}}. {AS_TEXT}"
DECIMALS = f"The number {{}} was saved with decimals. {AS_TEXT}"
QUOTED = re.compile(r'="(.*)"')  # how a text of digits is kept from Excel
SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # how Excel is told the separator
FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_ONCE = 2000


class FileRefused(ServiceError):
    """The file was not imported; nothing was changed. `errors` are sentences, most by their line; there may
    be more of them than these: `count` says how many."""

    def __init__(self, sentence: str, errors: Sequence[str] = (), count: int = 0) -> None:
        super().__init__(f"{sentence} Nothing was imported.")
        self.errors, self.count = tuple(errors), count or len(errors)


def pairs_in(content: bytes) -> list[Pair]:
    """One pair per barcode, in the file's order. UTF-8; columns with the heads `barcode` and `product`,
    divided by comma, semicolon or tab. Raises FileRefused with what is wrong, by line."""
    found: dict[str, tuple[Pair, int]] = {}
    errors: list[str] = []
    for number, cells in _rows(content):
        if changed := _changed(cells):
            errors.append(f"Line {number}: {changed}.")
            continue
        try:
            pair = pair_of(text=_plain_cell(cells[0]), product=_plain_cell(cells[1]))
        except BarcodeRefused as error:
            errors.append(f"Line {number}: {str(error.sentence).removesuffix(' Nothing was changed.')}")
            continue
        first, where = found.setdefault(pair.barcode, (pair, number))
        if first.product != pair.product:
            errors.append(
                f"Line {number}: {pair.text} is {pair.product} here and {first.product} in line {where}."
            )
    if errors:
        lines = "1 line is" if len(errors) == 1 else f"{len(errors)} lines are"
        raise FileRefused(f"{lines} not right.", errors[:MOST_NAMED], len(errors))
    return [pair for pair, _ in found.values()]


def _changed(cells: Sequence[str]) -> str:
    """What a spreadsheet has made of a number, as a sentence; empty where it did nothing to it."""
    for cell in map(str.strip, cells):
        if EXCEL.fullmatch(cell):
            return SHORTENED.format(cell)
        if DECIMAL.fullmatch(cell):
            return DECIMALS.format(cell)
    return ""


def line_of(cells: Sequence[str]) -> str:
    """One line. A cell that a spreadsheet would take for a formula begins with an apostrophe;
    `pairs_in` takes it off again."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(map(_harmless, cells))  # Turkish Excel splits at ;
    return out.getvalue()


def _rows(content: bytes) -> list[tuple[int, tuple[str, str]]]:
    """Line number and the two cells of each row that is not empty."""
    text = _decoded(content)
    told = SEPARATOR.match(text)
    lines = text[told.end() :] if told else text
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=told[1] if told else _divider(lines))
    before = 1 if told else 0
    try:
        columns = _columns(next(rows, []))
        wanted = ((rows.line_num + before, _cells(row, columns)) for row in rows if any(row))
        found = list(islice(wanted, MOST_ROWS + 1))
    except csv.Error as error:
        raise FileRefused(f"Line {rows.line_num + before} cannot be read as CSV.") from error
    if len(found) > MOST_ROWS:
        raise FileRefused(f"The file has more than {MOST_ROWS} rows. Divide it.")
    if not found:
        raise FileRefused("There is no barcode in the file.")
    return found


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise FileRefused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Divide it.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused(f"Line {line} is not UTF-8. Save the file as “CSV UTF-8”.") from error


def _divider(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(";,\t", key=head.count)


def _columns(head: Sequence[str]) -> tuple[int, int]:
    names = [name.strip().lower() for name in head]
    if not set(HEAD) <= set(names):
        raise FileRefused("The first line has to name the columns: barcode,product.")
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
    """An apostrophe that only says that this is no formula. One that stood there before gets another, so
    that what comes in is what went out."""
    return cell.startswith("'") and cell.lstrip("'").startswith(FORMULA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many barcodes are new, now stand on another product, and were known already."""

    added: int
    replaced: int
    same: int


def export_csv() -> Iterator[str]:
    """Line by line, with a byte order mark, so that spreadsheets read it as UTF-8."""
    yield "\ufeff" + line_of(HEAD)
    for text, product in ProductBarcode.objects.values_list("text", "product").iterator(AT_ONCE):
        yield line_of((text, product))


def import_csv(*, content: bytes, user_id: int) -> Imported:
    """Teach all that stands in the file, see `pairs_in`. A barcode known as another product then counts as
    the one of the file. Raises FileRefused; then nothing was changed."""
    pairs = pairs_in(content)
    with transaction.atomic():
        known = dict(ProductBarcode.objects.select_for_update().values_list("barcode", "product"))
        new = [pair for pair in pairs if pair.barcode not in known]
        other = [pair for pair in pairs if known.get(pair.barcode, pair.product) != pair.product]
        _write([*new, *other], user_id)
        told = Imported(added=len(new), replaced=len(other), same=len(pairs) - len(new) - len(other))
        _audit(told, other, known, user_id)
    return told


def _write(pairs: Sequence[Pair], user_id: int) -> None:
    rows = [
        ProductBarcode(barcode=pair.barcode, text=pair.text, product=pair.product, taught_by_id=user_id)
        for pair in pairs
    ]
    fields = ["text", "product", "taught_by"]
    ProductBarcode.objects.bulk_create(
        rows, AT_ONCE, update_conflicts=True, unique_fields=["barcode"], update_fields=fields
    )


def _audit(told: Imported, other: Sequence[Pair], known: dict[str, str], user_id: int) -> None:
    """One act for the file, and one for each barcode that stood on another product before."""
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
    file = {"added": told.added, "replaced": told.replaced, "same": told.same}
    acts.append(Act(verb=Act.Verb.TEACH, outcome=Act.Outcome.DONE, user_id=user_id, after=file))
    Act.objects.bulk_create(acts, AT_ONCE)
