"""PDF labels as carriers make them for office printers: a label on A4, four on one, papers behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2

from packages_ui.labels.errors import LabelError
from packages_ui.labels.limits import MAX_PAGES
from packages_ui.labels.papers import Paged
from packages_ui.labels.pdfium import flatten, opened, saved, size_of, unlocked
from packages_ui.labels.sheet_cells import GUTTER_MM, Piece, labels_on
from packages_ui.labels.size import POINTS_PER_MM, LabelSize
from packages_ui.labels.user_unit import user_units
from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING, Message

SHEET_MM = (135.0, 190.0)  # a page with larger sides is a sheet of an office printer: A5 lying, A4, Letter


def to_labels(pdf: bytes, *, paper: LabelSize) -> Paged:
    """The PDF with a page for each label on it, each at its own size. Pages that are labels stay as they
    are; a sheet that is no larger than `paper` does too. Papers behind a label come last, with a remark."""
    pdf = unlocked(pdf)
    pieces = list(_pieces(pdf, paper))
    labels, papers = (
        [piece for piece in pieces if not piece.is_sheet],
        [piece for piece in pieces if piece.is_sheet],
    )
    if not labels:
        labels, papers = pieces, []
    if not all(_is_page(piece) for piece in pieces) or [*labels, *papers] != pieces:
        pdf = _cut(pdf, [*labels, *papers])
    rest = messages.SHEET_REST() if any(piece.has_rest for piece in labels) else NOTHING
    return Paged(pdf, _behind(len(papers)) + rest, papers=len(papers))


def split(paged: Paged) -> tuple[bytes, bytes]:
    """The labels, and the papers behind them (empty where there are none)."""
    if not paged.papers:
        return paged.pdf, b""
    with opened(paged.pdf) as document:
        first = len(document) - paged.papers
        return _some(document, range(first)), _some(document, range(first, len(document)))


def beside(paged: Paged) -> Message:
    """The note about the labels alone."""
    return paged.note.without(messages.PAPERS_BEHIND)


def _behind(papers: int) -> Message:
    return messages.PAPERS_BEHIND(count=papers) if papers else NOTHING


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
    units = user_units(pdf, len(sizes))
    for number, (size, unit) in enumerate(zip(sizes, units, strict=True)):
        true = LabelSize(size.width_mm * unit, size.height_mm * unit)
        whole = Piece(number, 0, 0, true, unit, is_whole=True)
        if not _is_sheet(true) or _is_on(true, paper):
            yield whole
        else:
            yield from labels_on(pdf, number, whole, paper) or [replace(whole, is_sheet=True)]


def _is_sheet(size: LabelSize) -> bool:
    short, long = sorted((size.width_mm, size.height_mm))
    return short > SHEET_MM[0] and long > SHEET_MM[1]


def _is_on(size: LabelSize, paper: LabelSize) -> bool:
    """Whether it fits that paper, upright or lying."""
    sides, room = sorted((size.width_mm, size.height_mm)), sorted((paper.width_mm, paper.height_mm))
    return all(side <= most + GUTTER_MM for side, most in zip(sides, room, strict=True))


def _is_page(piece: Piece) -> bool:
    return piece.is_whole and piece.unit == 1.0


def _cut(pdf: bytes, pieces: Sequence[Piece]) -> bytes:
    """A new PDF with a page for each piece; bars and letters stay lines."""
    if len(pieces) > MAX_PAGES:
        raise LabelError(messages.MORE_PAGES(most=MAX_PAGES))
    with opened(pdf) as document:
        made = pypdfium2.PdfDocument.new()
        try:
            for piece in pieces:
                _lay(document, piece, made)
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
