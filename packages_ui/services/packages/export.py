"""The packages that match, as a table for spreadsheets: written row by row, so that any number takes little
memory. No cell is a formula, whatever customers wrote."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from packages_ui.models import PackageStop
from packages_ui.models.stored_package import UNKNOWN
from packages_ui.services.csv_table import line_of
from packages_ui.services.marks.own import NONE, Own, own_marks
from packages_ui.services.marks.stops import stops_of
from packages_ui.services.mirror.find import find
from packages_ui.services.mirror.stored import BEFORE_ALL
from packages_ui.services.mirror.wanted import Wanted
from packages_ui.services.packages.rows import status_name

MOST = 100_000  # rows of one file
AT_ONCE = 1000
READ = (
    *("number", "order_number", "customer", "city", "status", "carrier", "shipping_method", "items_count"),
    *("amount", "currency", "waybill_number", "tracking_number", "gift", "note", "manual", "placed_at"),
    "updated_at",
)
WIDTH = 18  # characters of a column
Cell = str | int | float | datetime | None


def export_csv(*, wanted: Wanted) -> Iterator[str]:
    """Line by line, with a byte order mark, so that spreadsheets read it as UTF-8."""
    yield "\ufeff" + line_of(export_columns())
    for cells in _rows(wanted):
        yield line_of([_text(cell) for cell in cells])


def export_xlsx(*, wanted: Wanted) -> IO[bytes]:
    """A file without a name, at its beginning; it is gone when it is closed. Numbers of packages are texts,
    so that no digit is lost; dates and amounts are what they are."""
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "dd.mm.yyyy hh:mm"})
    sheet = book.add_worksheet()
    head = export_columns()
    sheet.set_column(0, len(head) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    table: Iterator[Sequence[Cell]] = chain([head], _rows(wanted))
    for place, cells in enumerate(table):
        for column, cell in enumerate(cells):
            _write(sheet, place, column, cell)
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def export_columns() -> list[str]:
    """Their names, in this language."""
    return [
        _("Package"),
        _("Order"),
        _("Customer"),
        _("City"),
        _("Status"),
        _("Shipping company"),
        _("Shipping method"),
        _("Items"),
        _("Amount"),
        _("Currency"),
        _("Waybill number"),
        _("Tracking number"),
        _("Gift"),
        _("Note"),
        _("Waybill entered by hand"),
        _("Ordered"),
        _("Changed"),
        _("Stopped"),
        _("Reason"),
        _("Internal note"),
        _("Tags"),
        _("Assigned to"),
    ]


def _rows(wanted: Wanted) -> Iterator[list[Cell]]:
    """Our own marks are read for many rows at once."""
    found: Any = find(wanted).values_list(*READ)[:MOST]
    rows = found.iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        numbers = [row[0] for row in some]
        stops, own = stops_of(numbers=numbers), own_marks(numbers=numbers)
        for row in some:
            cells = _cells(dict(zip(READ, row, strict=True)))
            yield cells + _marks(stops.get(row[0]), own.get(row[0], NONE))


def _marks(stop: PackageStop | None, own: Own) -> list[Cell]:
    stopped = [str(stop.get_kind_display()), stop.because] if stop else ["", ""]
    return [*stopped, own.note, ", ".join(own.tags), own.assignee]


def _cells(row: dict[str, Any]) -> list[Cell]:
    yes = {True: _("yes"), False: ""}
    return [
        *(row[name] for name in ("number", "order_number", "customer", "city")),
        str(status_name(row["status"])),
        *(row[name] for name in ("carrier", "shipping_method")),
        None if row["items_count"] == UNKNOWN else row["items_count"],
        None if row["amount"] is None else float(row["amount"]),
        *(row[name] for name in ("currency", "waybill_number", "tracking_number")),
        *(yes[row[name]] for name in ("gift", "note", "manual")),
        _local(row["placed_at"] if row["placed_at"] > BEFORE_ALL else None),
        _local(row["updated_at"]),
    ]


def _local(moment: datetime | None) -> datetime | None:
    """The warehouse's time, which a spreadsheet keeps without a zone; to the second."""
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0) if moment else None


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return f"{cell:%d.%m.%Y %H:%M}" if isinstance(cell, datetime) else str("" if cell is None else cell)
