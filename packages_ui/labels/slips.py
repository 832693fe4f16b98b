"""Slips: small papers of ours that go through a label printer. All words are given, in any language."""

from collections.abc import Iterator

from packages_ui.labels.boxes import Box, code, rule, text, write
from packages_ui.labels.fit import clean, widest_pt
from packages_ui.labels.fonts import BOLD
from packages_ui.labels.media import Media
from packages_ui.labels.papers import Slip
from packages_ui.labels.size import LabelSize

LINE = 0.4
ROW = 8.0  # mm, of a list
FRAME = 2.0  # mm from the edge, of a test page
LOW = 60.0  # mm; on lower paper everything stands closer together


def draw_slip(slip: Slip, *, size: LabelSize) -> bytes:
    """A PDF of at least one page of that size; `rows` take as many pages as they need."""
    margin = 2.0 if min(size.width_mm, size.height_mm) < 60 else 4.0
    inside = Box(margin, margin, size.width_mm - 2 * margin, size.height_mm - 2 * margin)
    first, below = _head(slip, inside)
    pages = [first]
    rows = [(clean(number), clean(words)) for number, words in slip.rows]
    while rows:
        room = max(int(below.height / ROW), 1 if below is inside else 0)
        pages[-1] += [part for row in enumerate(rows[:room]) for part in _row(*row, below)]
        if rows := rows[room:]:
            pages.append([])
            below = inside
    return write(pages, size=size)


def draw_test_page(*, media: Media, lines: tuple[str, ...], barcode_text: str) -> bytes:
    """One page as large as the paper: a frame 2 mm from its edges, millimetres along two sides, an arrow that
    points to the top, the lines and a barcode. What is missing or shrunk on paper shows at a glance."""
    size = media.size
    inside = Box(8, 7, size.width_mm - 16, size.height_mm - 13)
    arrow, words = _test_boxes(inside, is_low=size.height_mm < LOW)
    top = words.top + words.height + 1
    bars = Box(0, top, size.width_mm, inside.top + inside.height - top - 7)
    parts = [
        *_frame(size),
        *_ruler(size),
        _arrow(arrow),
        text([clean(line) for line in lines], words, largest=18, smallest=5),
        *_barcode(barcode_text, bars, inside.left),
    ]
    return write([parts], size=size)


def _test_boxes(inside: Box, *, is_low: bool) -> tuple[Box, Box]:
    """Where the arrow and the lines go: one above the other, or side by side on low paper."""
    side = 10.0
    if is_low:
        width = inside.width - side - 1
        words = Box(inside.left, inside.top, width, inside.height * 0.45)
        return Box(inside.left + width + 1, inside.top, side, side), words
    arrow = Box(inside.left + (inside.width - side) / 2, inside.top, side, side)
    return arrow, Box(inside.left, inside.top + side + 1, inside.width, inside.height * 0.35)


def _head(slip: Slip, inside: Box) -> tuple[list[str], Box]:
    """The parts above the list, and the place that is left for it."""
    gap = 1.0 if inside.height < LOW else 2.0
    title_height = min(inside.height * 0.3, 34.0)
    bars = min(max(inside.height * 0.25, 15.0), 26.0) if slip.barcode_text else 0.0
    left = inside.height - title_height - bars - 3 * gap
    most = min(inside.height * 0.4, left) if slip.rows else left
    lines, top = min(10.0 * len(slip.lines), most), inside.top + title_height
    title, texts = clean(slip.title), [clean(line) for line in slip.lines]
    largest = min(72.0, widest_pt(title, font=BOLD, width_mm=inside.width * 0.98))
    parts = [
        text([title], Box(inside.left, inside.top, inside.width, title_height), largest=largest, css="bold"),
        rule(Box(inside.left, top, inside.width, LINE)),
    ]
    if texts:
        parts.append(text(texts, Box(inside.left, top + gap, inside.width, lines), largest=24, smallest=5))
    top += lines + 2 * gap
    if slip.barcode_text:
        paper = Box(0, top, inside.width + 2 * inside.left, bars - 7)
        parts += _barcode(slip.barcode_text, paper, inside.left)
        top += bars + gap
    return parts, Box(inside.left, top, inside.width, inside.top + inside.height - top)


def _barcode(content: str, place: Box, left: float) -> list[str]:
    below = Box(left, place.top + place.height + 0.5, place.width - 2 * left, 6)
    return [code(clean(content), place), text([clean(content)], below, largest=14, css="bold centre")]


def _row(place: int, row: tuple[str, str], below: Box) -> Iterator[str]:
    top, left = below.top + place * ROW, below.width * 0.38
    largest = min(11.0, widest_pt(row[0], font=BOLD, width_mm=left - 1))
    yield text([row[0]], Box(below.left, top, left - 1, ROW - 1), largest=largest, smallest=5, css="bold")
    yield text([row[1]], Box(below.left + left, top, below.width - left, ROW - 1), largest=9, smallest=5)


def _frame(size: LabelSize) -> Iterator[str]:
    width, height = size.width_mm - 2 * FRAME, size.height_mm - 2 * FRAME
    for top in (FRAME, FRAME + height - LINE):
        yield rule(Box(FRAME, top, width, LINE))
    for left in (FRAME, FRAME + width - LINE):
        yield rule(Box(left, FRAME, LINE, height))


def _ruler(size: LabelSize) -> Iterator[str]:
    """Millimetres from the top left corner of the paper, along the top and the left edge."""
    for mm in range(int(FRAME) + 1, int(size.width_mm - FRAME)):
        yield rule(Box(mm - 0.1, FRAME, 0.2, _tick(mm)))
    for mm in range(int(FRAME) + 1, int(size.height_mm - FRAME)):
        yield rule(Box(FRAME, mm - 0.1, _tick(mm), 0.2))


def _tick(mm: int) -> float:
    return 4.0 if mm % 10 == 0 else 2.5 if mm % 5 == 0 else 1.5


def _arrow(box: Box) -> str:
    path = "M5 0L10 6H7V10H3V6H0z"
    return f'<svg style="{box.style}" viewBox="0 0 10 10"><path d="{path}"/></svg>'
