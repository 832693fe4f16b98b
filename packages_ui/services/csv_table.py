"""Tables as CSV files, as people and spreadsheets write them: read with every way in which Excel spoils them
named by its line, and written so that no cell is a formula."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from packages_ui.messages import barcodes as messages
from packages_ui.messages.message import Message
from packages_ui.services.errors import ServiceError

MOST_ROWS = 100_000
MOST_BYTES = 45 * 1024 * 1024
MOST_NAMED = 20  # errors listed for one file
# 8,69E+12 is a long number shortened by Excel. 12E4 may be a product code.
EXCEL = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+|[0-9]+[.,][0-9]+[eE][0-9]+")
DECIMAL = re.compile(r"[0-9]{8,}[.,]0+")
QUOTED = re.compile(r'="(.*)"')  # protects a text of digits from Excel
SEPARATOR = re.compile(r'"?sep=(.)"?[ ,;\t]*(?:\r\n|\r|\n)', re.IGNORECASE)  # tells Excel the separator
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FileRefused(ServiceError):
    """The file was not imported; nothing was changed. `errors` are the first of `count` errors, most of them
    with their line."""

    def __init__(self, reason: Message, errors: Sequence[Message] = (), count: int = 0) -> None:
        super().__init__(reason + messages.NOTHING_IMPORTED())
        self.errors, self.count = tuple(errors), count or len(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many rows of a file are new, replace others, and were saved already."""

    added: int
    replaced: int
    same: int


def changed(cells: Sequence[str | None]) -> Message | None:
    """How a spreadsheet has spoiled a number; None where it has not."""
    for cell in (cell.strip() for cell in cells if cell):
        if EXCEL.fullmatch(cell):
            return messages.SHORTENED(number=cell)
        if DECIMAL.fullmatch(cell):
            return messages.DECIMALS(number=cell)
    return None


def line_of(cells: Sequence[str]) -> str:
    """One line. A cell that a spreadsheet would read as a formula gets an apostrophe first; `plain_cell`
    removes it."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(map(_harmless, cells))  # Turkish Excel splits at ;
    return out.getvalue()


def rows_in(
    content: bytes, head: Sequence[str], *, needed: Sequence[str], missing: Message
) -> list[tuple[int, tuple[str | None, ...]]]:
    """Line number and the cells below `head` of each row that is not empty, None for a column that the file
    does not have. UTF-8 or Windows-1254; separated by comma, semicolon or tab. Raises FileRefused, with
    `missing` where a column is missing that is `needed`."""
    text = _decoded(content)
    named = SEPARATOR.match(text)
    lines = text[named.end() :] if named else text
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=named[1] if named else _separator(lines))
    before = 1 if named else 0
    try:
        columns = _columns(next(rows, []), head, needed, missing)
        wanted = ((rows.line_num + before, _cells(row, columns)) for row in rows if any(row))
        found = list(islice(wanted, MOST_ROWS + 1))
    except csv.Error as error:
        raise FileRefused(messages.NOT_CSV(line=rows.line_num + before)) from error
    if len(found) > MOST_ROWS:
        raise FileRefused(messages.TOO_MANY_ROWS(most=MOST_ROWS))
    if not found:
        raise FileRefused(messages.NO_ROWS())
    return found


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise FileRefused(messages.TOO_LARGE(most=MOST_BYTES // 1024 // 1024))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if (turkish := _as_turkish(content)) is not None:
            return turkish
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused(messages.NOT_UTF8(line=line)) from error


def _as_turkish(content: bytes) -> str | None:
    """What Excel in Turkey saves as “CSV”: Windows-1254. None where some letters are UTF-8, or it is
    neither."""
    if b"\0" in content or not content.decode("utf-8", "ignore").isascii():
        return None
    try:
        return content.decode("cp1254")
    except UnicodeDecodeError:
        return None


def _separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(";,\t", key=head.count)


def _columns(
    first: Sequence[str], head: Sequence[str], needed: Sequence[str], missing: Message
) -> list[int | None]:
    names = [name.strip().lower() for name in first]
    if not set(needed) <= set(names):
        raise FileRefused(missing)
    return [names.index(name) if name in names else None for name in head]


def _cells(row: Sequence[str], columns: Sequence[int | None]) -> tuple[str | None, ...]:
    return tuple(None if at is None else row[at] if at < len(row) else "" for at in columns)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) or _is_marked(cell) else cell


def plain_cell(cell: str) -> str:
    if quoted := QUOTED.fullmatch(cell.strip()):
        return quoted[1]
    return cell[1:] if _is_marked(cell) else cell


def _is_marked(cell: str) -> bool:
    """Whether an apostrophe marks it as text. A cell that already began with one gets another, so that an
    export can be imported unchanged."""
    return cell.startswith("'") and cell.lstrip("'").startswith(FORMULA)
