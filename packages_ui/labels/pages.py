"""Any label that was understood, as one PDF."""

from packages_ui.labels import limits
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Paged
from packages_ui.labels.pdfium import draw, opened, size_of
from packages_ui.labels.pictures import picture_to_pdf
from packages_ui.labels.size import LABEL_100X150, LabelSize
from packages_ui.labels.zpl.draw import zpl_to_pdf

UNKNOWN = (
    "What the carrier sent is not a label in a form that is known here. It was kept: download it and look, "
    "or print our own label."
)
PROOF_DPI = 50
URL = "The carrier sent a link instead of a label, and links are not followed here. Open it to print it."


def to_pdf(content: bytes, format: LabelFormat, *, size: LabelSize | None = None) -> bytes:  # noqa: A002 - the field's word
    """Make one PDF of a label's own bytes, its pages in order, their sizes and turns kept.

    `size` is the paper where the label itself names none (100 × 150 mm if left out): ZPL without `^PW` or
    `^LL`, pictures without a believable dpi, HTML without `@page`. A PDF is checked and passed through.
    Every failure is a LabelError.
    """
    return to_paged(content, format, size=size).pdf


def to_paged(content: bytes, format: LabelFormat, *, size: LabelSize | None = None) -> Paged:  # noqa: A002 - the same
    """The same, and what of it could not be drawn."""
    if format is LabelFormat.UNKNOWN:
        raise LabelError(UNKNOWN)
    if format is LabelFormat.URL:
        raise LabelError(URL)
    limits.check_bytes(content)
    paged = _draw(content, format, size or LABEL_100X150)
    _check(paged.pdf)
    return paged


def _draw(content: bytes, format: LabelFormat, size: LabelSize) -> Paged:  # noqa: A002 - the field's word
    match format:
        case LabelFormat.PDF:
            return Paged(content)
        case LabelFormat.ZPL:
            return zpl_to_pdf(content, size=size)
        case LabelFormat.HTML:
            from packages_ui.labels.markup import markup_to_pdf  # noqa: PLC0415 - WeasyPrint costs 40 MB

            return Paged(markup_to_pdf(content, size=size))
        case _:
            return Paged(picture_to_pdf(content, kind=format.upper(), size=size))


def _check(pdf: bytes) -> None:
    with opened(pdf) as document:
        for number in range(len(document)):
            limits.check_side(size_of(document, number))


def prove(pdf: bytes) -> None:
    """Draw each page once, small: what takes for ever here would do so in a browser and in a printer."""
    with opened(pdf) as document:
        for number in range(len(document)):
            draw(document, number, dpi=PROOF_DPI)
