"""Any label of a known format as one PDF."""

import io
from dataclasses import replace

from packages_ui.labels import limits, several, sheets
from packages_ui.labels.errors import LabelError
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.join import join
from packages_ui.labels.papers import Paged
from packages_ui.labels.pdfium import draw, opened, size_of
from packages_ui.labels.pictures import picture_to_pdf
from packages_ui.labels.size import LABEL_100X150, LabelSize
from packages_ui.labels.zpl.draw import zpl_to_pdf
from packages_ui.messages import labels as messages
from packages_ui.messages.message import joined

PROOF_DPI = 50


def to_pdf(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the field's word
    *,
    size: LabelSize | None = None,
    dpi: int = 0,
) -> bytes:
    """Make one PDF of a label's own bytes, its pages in order, their sizes and turns kept.

    `size` is the paper where the label itself names none (100 × 150 mm if left out): ZPL without `^PW` or
    `^LL`, pictures without a believable dpi, HTML without `@page`. `dpi` is what the label was made for where
    it does not contain that either; 0 where nobody knows. A PDF is checked, and cut to its labels where its
    pages are larger than them and than `size`. Every failure is a LabelError.
    """
    return to_paged(content, format, size=size, dpi=dpi).pdf


def to_paged(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the same
    *,
    size: LabelSize | None = None,
    dpi: int = 0,
) -> Paged:
    """The same, and what of it could not be drawn."""
    if format is LabelFormat.UNKNOWN:
        raise LabelError(messages.UNKNOWN_FORMAT())
    if format is LabelFormat.URL:
        raise LabelError(messages.LINK())
    if format is LabelFormat.EPL:
        raise LabelError(messages.EPL_NO_PREVIEW())
    limits.check_bytes(
        content, limit=limits.MAX_OF_SEVERAL if format is LabelFormat.SEVERAL else limits.MAX_BYTES
    )
    paged = _draw(content, format, size or LABEL_100X150, dpi)
    _check(paged.pdf)
    return paged


def _draw(content: bytes, format: LabelFormat, size: LabelSize, dpi: int) -> Paged:  # noqa: A002 - the same
    match format:
        case LabelFormat.PDF:
            return sheets.to_labels(content, paper=size)
        case LabelFormat.ZPL:
            return zpl_to_pdf(content, size=size, made_for=dpi)
        case LabelFormat.HTML:
            from packages_ui.labels.markup import markup_to_paged  # noqa: PLC0415 - WeasyPrint costs 40 MB

            return _off_sheet(markup_to_paged(content, size=size), size)
        case LabelFormat.SEVERAL:
            return _joined([to_paged(*part[::-1], size=size, dpi=dpi) for part in several.unpack(content)])
        case _:
            return _off_sheet(Paged(picture_to_pdf(content, kind=format.upper(), size=size, dpi=dpi)), size)


def _off_sheet(paged: Paged, size: LabelSize) -> Paged:
    """Labels on A4 are the same, however the sheet came."""
    cut = sheets.to_labels(paged.pdf, paper=size)
    return replace(cut, note=paged.note + cut.note, lost=paged.lost)


def _joined(labels: list[Paged]) -> Paged:
    """The pages of many labels of one package, papers behind them at the end."""
    parts = [sheets.split(label) for label in labels]
    pdf = io.BytesIO()
    join([part for part, _ in parts] + [papers for _, papers in parts if papers], pdf)
    lost = tuple(name for label in labels for name in label.lost)
    return Paged(
        pdf.getvalue(),
        joined(label.note for label in labels),
        lost,
        papers=sum(label.papers for label in labels),
    )


def _check(pdf: bytes) -> None:
    with opened(pdf) as document:
        for number in range(len(document)):
            limits.check_side(size_of(document, number))


def check_opens(pdf: bytes) -> int:
    """Draw each page once, small: what never ends here would not end in a browser or a printer either. How
    many pages there are."""
    with opened(pdf) as document:
        for number in range(len(document)):
            draw(document, number, dpi=PROOF_DPI)
        return len(document)
