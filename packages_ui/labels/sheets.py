"""PDF labels as carriers make them for office printers: a label on A4, four on one, papers behind it."""

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import pypdfium2
from PIL import Image, ImageOps

from packages_ui.labels.errors import LabelError
from packages_ui.labels.limits import MAX_PAGES
from packages_ui.labels.papers import Paged
from packages_ui.labels.pdfium import draw, flatten, opened, saved, size_of
from packages_ui.labels.read import barcodes_in
from packages_ui.labels.size import MM_PER_INCH, POINTS_PER_MM, LabelSize

LOOK_DPI = 72.0  # at which white is looked for: a dot is 0.35 mm
READ_DPI = 203.0
WHITE = 245
SHEET_MM = (135.0, 190.0)  # a page with larger sides is a sheet of an office printer: A5 lying, A4, Letter
LABEL_MM = (120.0, 225.0)  # the largest label that stands alone on a sheet
CELL_MM = (155.0, 220.0)  # the largest of many on one sheet: half an A4
MARGIN_MM = 3.0  # round the ink: barcodes need it
GUTTER_MM = 2.0
CUT_LINE_MM = 1.0
GRIDS = ((2, 2), (1, 2), (2, 1))  # columns and rows
USER_UNIT = re.compile(rb"/UserUnit\s*([\d.]+)")
OBJECT_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
MOST_UNPACKED = 4 * 1024 * 1024
MOST_PACKED = 1024 * 1024
MOST_STREAMS = 200
BEHIND = "Behind the label {count} A4 page{s} came."


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page, in millimetres from its upper left corner as it is read. `unit`: how many points one
    unit of the page is. `is_sheet`: it is no label, but a paper of an office printer."""

    page: int
    left: float
    top: float
    size: LabelSize
    unit: float = 1.0
    is_whole: bool = False
    is_sheet: bool = False


def to_labels(pdf: bytes, *, paper: LabelSize) -> Paged:
    """The PDF with a page for each label on it, each at its own size. Pages that are labels stay as they
    are; a sheet that is no larger than `paper` does too. Papers behind a label come last, and are said."""
    pieces = list(_pieces(pdf, paper))
    labels, papers = [one for one in pieces if not one.is_sheet], [one for one in pieces if one.is_sheet]
    if not labels:
        labels, papers = pieces, []
    if not all(_is_page(one) for one in pieces) or [*labels, *papers] != pieces:
        pdf = _cut(pdf, [*labels, *papers])
    note = BEHIND.format(count=len(papers), s="s" * (len(papers) > 1)) if papers else ""
    return Paged(pdf, note, papers=len(papers))


def split(paged: Paged) -> tuple[bytes, bytes]:
    """The labels, and the papers behind them (empty where there are none)."""
    if not paged.papers:
        return paged.pdf, b""
    with opened(paged.pdf) as document:
        first = len(document) - paged.papers
        return _some(document, range(first)), _some(document, range(first, len(document)))


def _some(document: pypdfium2.PdfDocument, pages: Sequence[int]) -> bytes:
    made = pypdfium2.PdfDocument.new()
    try:
        made.import_pages(document, list(pages))
        return saved(made)
    finally:
        made.close()


def _pieces(pdf: bytes, paper: LabelSize) -> Iterator[Piece]:
    with opened(pdf) as document:
        sizes = [size_of(document, number) for number in range(len(document))]
    units = _user_units(pdf, len(sizes))
    for number, (size, unit) in enumerate(zip(sizes, units, strict=True)):
        true = LabelSize(size.width_mm * unit, size.height_mm * unit)
        whole = Piece(number, 0, 0, true, unit, is_whole=True)
        if not _is_sheet(true) or _is_on(true, paper):
            yield whole
        else:
            yield from _labels_on(pdf, number, whole, paper) or [replace(whole, is_sheet=True)]


def _is_sheet(size: LabelSize) -> bool:
    short, long = sorted((size.width_mm, size.height_mm))
    return short > SHEET_MM[0] and long > SHEET_MM[1]


def _is_on(size: LabelSize, paper: LabelSize) -> bool:
    """Whether it fits that paper, upright or lying."""
    sides, room = sorted((size.width_mm, size.height_mm)), sorted((paper.width_mm, paper.height_mm))
    return all(side <= most + GUTTER_MM for side, most in zip(sides, room, strict=True))


def _is_page(piece: Piece) -> bool:
    return piece.is_whole and piece.unit == 1.0


def _labels_on(pdf: bytes, number: int, whole: Piece, paper: LabelSize) -> list[Piece]:
    """The labels on a sheet; none where it is no sheet of labels."""
    with opened(pdf) as document:
        grey = draw(document, number, dpi=LOOK_DPI * whole.unit)
    ink = ImageOps.invert(grey.point(lambda value: 255 * (value > WHITE)))
    per_mm = ink.width / whole.size.width_mm
    for grid in GRIDS:
        cells = _cells(ink, grid, per_mm)
        boxes = [box for cell in cells if (box := _ink_in(ink, cell))]
        are_cells = len(boxes) > 1 and all(_is_within(box, per_mm, CELL_MM) for box in boxes)
        if are_cells and (found := _with_barcodes(pdf, whole, boxes, per_mm, paper)):
            return found
    box = ink.getbbox()
    if box is None or not _is_within(box, per_mm, LABEL_MM):
        return []
    return _with_barcodes(pdf, whole, [box], per_mm, paper) or []


Box = tuple[int, int, int, int]


def _cells(ink: Image.Image, grid: tuple[int, int], per_mm: float) -> list[Box]:
    """The sheet cut in its middle, where that is white; none where a label would be cut through."""
    turned = ink.transpose(Image.Transpose.TRANSPOSE)
    across = _middle(ink, per_mm) if grid[0] == 2 else 0
    down = _middle(turned, per_mm) if grid[1] == 2 else 0
    if across is None or down is None:
        return []
    columns = [(0, across), (across, ink.width)] if across else [(0, ink.width)]
    rows = [(0, down), (down, ink.height)] if down else [(0, ink.height)]
    return [(left, top, right, bottom) for top, bottom in rows for left, right in columns]


def _middle(ink: Image.Image, per_mm: float) -> int | None:
    """Where, near the middle, a strip from top to bottom is white, but for a line to cut along."""
    strip, centre = max(round(GUTTER_MM * per_mm), 2), ink.width // 2
    for offset in range(round(10 * per_mm)):
        for at in (centre + offset, centre - offset):
            box = ink.crop((at - strip, 0, at + strip, ink.height)).getbbox()
            if box is None or _is_line(box, strip, CUT_LINE_MM * per_mm):
                return at
    return None


def _is_line(box: Box, strip: int, thin: float) -> bool:
    """Whether all that stands in the strip is a line to cut along: down its middle, or straight across."""
    is_along = box[2] - box[0] <= thin and box[0] > 0 and box[2] < 2 * strip
    return is_along or box[3] - box[1] <= thin


def _ink_in(ink: Image.Image, cell: Box) -> Box | None:
    """The box round what stands in a cell, without a line to cut along at its edge."""
    edge = 4 if cell != (0, 0, ink.width, ink.height) else 0
    left, top = cell[0] + edge * (cell[0] > 0), cell[1] + edge * (cell[1] > 0)
    right, bottom = cell[2] - edge * (cell[2] < ink.width), cell[3] - edge * (cell[3] < ink.height)
    box = ink.crop((left, top, right, bottom)).getbbox()
    return (box[0] + left, box[1] + top, box[2] + left, box[3] + top) if box else None


def _is_within(box: Box, per_mm: float, most: tuple[float, float]) -> bool:
    short, long = sorted(((box[2] - box[0]) / per_mm, (box[3] - box[1]) / per_mm))
    return short <= most[0] and long <= most[1]


def _with_barcodes(
    pdf: bytes, whole: Piece, boxes: Sequence[Box], per_mm: float, paper: LabelSize
) -> list[Piece] | None:
    """A piece for each box, where each has a barcode; None where one has none."""
    with opened(pdf) as document:
        sheet = draw(document, whole.page, dpi=READ_DPI * whole.unit)
    dots = READ_DPI / MM_PER_INCH
    pieces = [_piece(whole, box, per_mm, paper) for box in boxes]
    for one in pieces:
        corner = (one.left * dots, one.top * dots)
        right, bottom = corner[0] + one.size.width_mm * dots, corner[1] + one.size.height_mm * dots
        if not barcodes_in(sheet.crop((round(corner[0]), round(corner[1]), round(right), round(bottom)))):
            return None
    return pieces


def _piece(whole: Piece, box: Box, per_mm: float, paper: LabelSize) -> Piece:
    """The box with a margin, but no larger than the paper where the ink is not."""
    left, width = _side(box[0] / per_mm, box[2] / per_mm, paper, whole.size.width_mm)
    top, height = _side(box[1] / per_mm, box[3] / per_mm, paper, whole.size.height_mm)
    return Piece(whole.page, left, top, LabelSize(round(width, 1), round(height, 1)), whole.unit)


def _side(start: float, end: float, paper: LabelSize, most: float) -> tuple[float, float]:
    length = end - start
    sides = [side for side in (paper.width_mm, paper.height_mm) if length <= side < length + 2 * MARGIN_MM]
    wanted = min(sides, default=length + 2 * MARGIN_MM)
    start = max(start - (wanted - length) / 2, 0.0)
    return start, min(wanted, most - start)


def _cut(pdf: bytes, pieces: Sequence[Piece]) -> bytes:
    """A new PDF with a page for each piece; bars and letters stay lines."""
    if len(pieces) > MAX_PAGES:
        raise LabelError(f"The label has more than {MAX_PAGES} pages. Download it and check what it is.")
    with opened(pdf) as document:
        made = pypdfium2.PdfDocument.new()
        try:
            for one in pieces:
                _lay(document, one, made)
            return saved(made)
        finally:
            made.close()


def _lay(document: pypdfium2.PdfDocument, piece: Piece, made: pypdfium2.PdfDocument) -> None:
    """What is captured of a page lies at the origin and is turned as the page is read."""
    flatten(document, piece.page)
    height = size_of(document, piece.page).points[1] * piece.unit
    captured = document.page_as_xobject(piece.page, made)
    shown = captured.as_pageobject()
    matrix = pypdfium2.PdfMatrix().scale(piece.unit, piece.unit)
    below = height - (piece.top + piece.size.height_mm) * POINTS_PER_MM
    shown.set_matrix(matrix.translate(-piece.left * POINTS_PER_MM, -below))
    page = made.new_page(*piece.size.points)
    page.insert_obj(shown)
    page.gen_content()
    page.close()
    captured.close()


def _user_units(pdf: bytes, pages: int) -> list[float]:
    """By how much each page's unit is larger than a point: PDFium does not say."""
    if not any(USER_UNIT.search(text) for text in _texts(pdf)):
        return [1.0] * pages
    import pypdf  # noqa: PLC0415 - hardly any label needs it

    units = [1.0] * pages
    with suppress(Exception):  # what it cannot read, PDFium could: as large as that says
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        found = [float(page.get("/UserUnit", 1.0)) for page in reader.pages]
        units = [unit if 0.1 <= unit <= 100 else 1.0 for unit in found][:pages] + units[len(found) :]
    return units


def _texts(pdf: bytes) -> Iterator[bytes]:
    """Where pages may be described: in the file itself, and in the streams of objects that are packed."""
    yield pdf
    for count, found in enumerate(OBJECT_STREAM.finditer(pdf)):
        if count == MOST_STREAMS:
            return
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(pdf[found.end() : found.end() + MOST_PACKED], MOST_UNPACKED)
