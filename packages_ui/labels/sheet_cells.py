"""Where the labels are on a sheet of an office printer: by the white between them, and by their barcodes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageOps

from packages_ui.labels.pdfium import draw, opened
from packages_ui.labels.read import barcodes_in
from packages_ui.labels.size import MM_PER_INCH, LabelSize

SEARCH_DPI = 72.0  # at which white is searched for: a dot is 0.35 mm
READ_DPI = 203.0
WHITE = 245
LABEL_MM = (120.0, 225.0)  # the largest label that stands alone on a sheet
CELL_MM = (155.0, 220.0)  # the largest of many on one sheet: half an A4
MARGIN_MM = 3.0  # round the ink: barcodes need it
GUTTER_MM = 2.0
CUT_LINE_MM = 1.0
LINE_PART = 0.6  # of a side, from the first dash to the last, for a line to cut or fold along
BY_LINE_MM = 5.0
SPARSE = 0.05  # of what lies along the line is black at most, where it is no label
DASHED = 0.2  # of it is black
GRIDS = ((2, 2), (1, 2), (2, 1))  # columns and rows
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page, in millimetres from its upper left corner as it is read. `unit`: how many points one
    unit of the page is. `is_sheet`: it is no label, but a paper of an office printer.
    `has_rest`: the other half of its sheet, with text, is left out."""

    page: int
    left: float
    top: float
    size: LabelSize
    unit: float = 1.0
    is_whole: bool = False
    is_sheet: bool = False
    has_rest: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page drawn once: in grey at READ_DPI, and where its ink is (255) at SEARCH_DPI."""

    page: Image.Image
    ink: Image.Image
    whole: Piece
    paper: LabelSize

    @property
    def per_mm(self) -> float:
        """Dots of `ink` in a millimetre."""
        return self.ink.width / self.whole.size.width_mm


def labels_on(pdf: bytes, number: int, whole: Piece, paper: LabelSize) -> list[Piece]:
    """The labels on a sheet; none where it is no sheet of labels."""
    with opened(pdf) as document:
        page = draw(document, number, dpi=READ_DPI * whole.unit)
    if not barcodes_in(page):
        return []
    small = page.resize(whole.size.dots(dpi=SEARCH_DPI), Image.Resampling.BOX)
    ink = ImageOps.invert(small.point(lambda value: 255 * (value > WHITE)))
    sheet = _Sheet(page, ink, whole, paper)
    return _cells_of(sheet) or _half(sheet) or _alone(sheet)


def _cells_of(sheet: _Sheet) -> list[Piece]:
    """Two to four labels beside each other."""
    for grid in GRIDS:
        cells = _cells(sheet.ink, grid, sheet.per_mm)
        boxes = [box for cell in cells if (box := _ink_in(sheet.ink, cell))]
        are_cells = len(boxes) > 1 and all(_is_within(box, sheet.per_mm, CELL_MM) for box in boxes)
        if are_cells and (found := _with_barcodes(sheet, boxes)):
            return found
    return []


def _alone(sheet: _Sheet) -> list[Piece]:
    box = sheet.ink.getbbox()
    if box is None or not _is_within(box, sheet.per_mm, LABEL_MM):
        return []
    return _with_barcodes(sheet, [box])


def _half(sheet: _Sheet) -> list[Piece]:
    """The label on a sheet that is folded or cut along a line in its middle, with a receipt or instructions
    on the other half. Without that line the other half may be the address."""
    ink, per_mm = sheet.ink, sheet.per_mm
    lying = ink.transpose(Image.Transpose.TRANSPOSE)
    for at, is_across in ((_cut_line(ink, per_mm), True), (_cut_line(lying, per_mm), False)):
        if at is None:
            continue
        cells = [(0, 0, at, ink.height), (at, 0, ink.width, ink.height)]
        if not is_across:
            cells = [(0, 0, ink.width, at), (0, at, ink.width, ink.height)]
        cells = [_clear_of(ink, cell, round(BY_LINE_MM * per_mm)) for cell in cells]
        boxes = [box for cell in cells if (box := _ink_in(ink, cell)) and _is_within(box, per_mm, CELL_MM)]
        found = [pieces[0] for box in boxes if (pieces := _with_barcodes(sheet, [box]))]
        if len(found) == 1:
            return [replace(found[0], has_rest=True)]
    return []


def _clear_of(ink: Image.Image, cell: Box, edge: int) -> Box:
    """The cell without the edge along the line, where scissors or a few words stand, but no label."""
    left, top, right, bottom = cell
    inner = (
        left + edge * (left > 0),
        top + edge * (top > 0),
        right - edge * (right < ink.width),
        bottom - edge * (bottom < ink.height),
    )
    inks = [ink.crop(box).histogram()[255] for box in (cell, inner)]
    area = (right - left) * (bottom - top) - (inner[2] - inner[0]) * (inner[3] - inner[1])
    return inner if inks[0] - inks[1] < SPARSE * area else cell


def _cut_line(ink: Image.Image, per_mm: float) -> int | None:
    """Where, near the middle, a line runs from top to bottom, of dashes or dots too; words may stand close to
    it, but no box."""
    centre, near = ink.width // 2, round(10 * per_mm)
    parts = {at: _inked(ink, at) for at in range(centre - near - 4, centre + near + 4)}
    for at in range(centre - near, centre + near):
        box = ink.crop((at, 0, at + 1, ink.height)).getbbox()
        is_long = box is not None and box[3] - box[1] > LINE_PART * ink.height
        if is_long and parts[at] > DASHED and max(parts[at - 3], parts[at + 3]) < DASHED / 2:
            return at
    return None


def _inked(ink: Image.Image, column: int) -> float:
    """How much of that column is black."""
    return ink.crop((column, 0, column + 1, ink.height)).histogram()[255] / ink.height


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


def _with_barcodes(sheet: _Sheet, boxes: Sequence[Box]) -> list[Piece]:
    """A piece for each box, where each has a barcode; else none."""
    pieces = [_piece(sheet, box) for box in boxes]
    return pieces if all(barcodes_in(_drawn(sheet, one)) for one in pieces) else []


def _drawn(sheet: _Sheet, piece: Piece) -> Image.Image:
    dots = READ_DPI / MM_PER_INCH
    right, bottom = piece.left + piece.size.width_mm, piece.top + piece.size.height_mm
    left, top, right, bottom = (round(side * dots) for side in (piece.left, piece.top, right, bottom))
    return sheet.page.crop((left, top, right, bottom))


def _piece(sheet: _Sheet, box: Box) -> Piece:
    """The box with a margin, but no larger than the paper where the ink is not."""
    whole = sheet.whole
    left, top, right, bottom = _exact(sheet, box)
    left, width = _side(left, right, sheet.paper, whole.size.width_mm)
    top, height = _side(top, bottom, sheet.paper, whole.size.height_mm)
    return Piece(whole.page, left, top, LabelSize(round(width, 1), round(height, 1)), whole.unit)


def _exact(sheet: _Sheet, box: Box) -> tuple[float, float, float, float]:
    """Where the ink of the box is, in millimetres: a dot of the small picture is a third of one."""
    times = sheet.page.width / sheet.ink.width
    left, top, right, bottom = (round(side * times) for side in box)
    found = sheet.page.crop((left, top, right, bottom)).point(lambda value: 255 * (value <= WHITE)).getbbox()
    ink = found or (0, 0, right - left, bottom - top)
    dots = READ_DPI / MM_PER_INCH
    return (left + ink[0]) / dots, (top + ink[1]) / dots, (left + ink[2]) / dots, (top + ink[3]) / dots


def _side(start: float, end: float, paper: LabelSize, most: float) -> tuple[float, float]:
    length = end - start
    near = (side for side in (paper.width_mm, paper.height_mm) if abs(length - side) < 2 * MARGIN_MM)
    wanted = max(min(near, default=length + 2 * MARGIN_MM), length)
    start = max(start - (wanted - length) / 2, 0.0)
    return start, min(wanted, most - start)
