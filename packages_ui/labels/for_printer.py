"""A label as one printer takes it: as it came, as a picture in its dots, or as pages of its paper."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PIL import Image

from packages_ui.labels import limits, sheets
from packages_ui.labels.epl import epl_to_printer, graphic_to_epl
from packages_ui.labels.errors import LabelError
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.graphic import graphic_to_zpl
from packages_ui.labels.media import Media, is_same, placement
from packages_ui.labels.on_paper import (
    cut,
    dpi_to_read,
    drawn_pages,
    is_beyond,
    laid_out,
    pages_in_grey,
    placed,
    read_on,
    sizes_of,
    texts_on,
    zpl_on_paper,
)
from packages_ui.labels.pages import to_paged
from packages_ui.labels.papers import Printable, loses_barcode
from packages_ui.labels.pdfium import opened, size_of
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LabelSize
from packages_ui.labels.together import one_pdf, together
from packages_ui.labels.zpl.cut import cut_by_width
from packages_ui.labels.zpl.draw import images_to_pdf
from packages_ui.labels.zpl.drawing import DPI, Drawing, dpi_of
from packages_ui.labels.zpl.frame import framed
from packages_ui.labels.zpl.rules import Cleaned, clean
from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING, Message, joined

EDGE_MM = 1.0  # of ink beyond the paper's edge that is not worth a remark
OVERHANG_MM = 6.0  # with a remark: 4 by 6 inches on 100 by 150 mm, a little down; scaled bars read worse


def to_zpl(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the field's word
    *,
    media: Media,
    made_for: int = 0,
) -> Printable:
    """For a label printer. ZPL that fits goes as it came, in a frame of the printer's own values, to one that
    understands it, and EPL likewise; all else as a picture in the printer's dots. `made_for`: the dpi for
    which its shipping company makes labels, 0 where that is not known. LabelError, also for what would spoil
    the labels after it."""
    if format is LabelFormat.SEVERAL:
        return together(
            content, lambda one, kind: to_zpl(one, kind, media=media, made_for=made_for), b"".join
        )
    if format is LabelFormat.EPL:
        return epl_to_printer(content, media=media)
    if format is not LabelFormat.ZPL:
        return replace(
            _papers_apart(content, format, media, made_for, _as_graphics_of), drawn=messages.DRAWN_NO_ZPL()
        )
    limits.check_bytes(content)
    cleaned = clean(content)
    try:
        drawing = zpl_on_paper(content, media, made_for)
    except LabelError as error:
        return _unread(cleaned, media, error)
    dpi = dpi_of(drawing, media.as_read, printer=media.dpi, made_for=made_for)
    if not media.language.has_zpl:
        cleaned = replace(cleaned, content=b"")
    if cleaned.content and not cleaned.is_better_drawn and dpi == media.dpi and media.turn == 0:
        printable = _as_it_came(cleaned, drawing, media)
        if printable is not None:
            is_guess = not made_for and drawing.width is None and dpi != DPI
            return _noted(printable, messages.GUESSED_DPI(dpi=dpi)) if is_guess else printable
    papers = (placed(image, LabelSize.from_dots(*image.size, dpi=dpi), media) for image in drawing.images)
    return replace(
        _with_remarks(_as_graphics(papers, media), drawing, media, dpi), drawn=_reason(cleaned, dpi, media)
    )


def _noted(printable: Printable, note: Message) -> Printable:
    return replace(printable, note=printable.note + note)


def _reason(cleaned: Cleaned, dpi: int, media: Media) -> Message:
    """Why ZPL is not sent as it came."""
    if not cleaned.content or cleaned.is_better_drawn:
        return messages.DRAWN_OF_PRINTER()
    if dpi != media.dpi:
        return messages.DRAWN_OTHER_DPI(dpi=dpi)
    return messages.DRAWN_TURNED() if media.turn else messages.DRAWN_TOO_LARGE()


def zpl_as_it_came(content: bytes, *, media: Media) -> Printable:
    """ZPL that breaks what draws it here, for a ZPL printer. LabelError where it cannot go undrawn."""
    limits.check_bytes(content)
    return _unread(clean(content), media, LabelError(messages.ZPL_UNDRAWN()))


def _as_it_came(cleaned: Cleaned, drawing: Drawing, media: Media) -> Printable | None:
    """In its frame; None where paper would cut off what a scanner or a person needs."""
    if _is_beyond(drawing, media, OVERHANG_MM) and _is_beyond(drawing.without_boxes(), media, OVERHANG_MM):
        return None
    barcodes = texts_on((cut(image, media.size, media.dpi) for image in drawing.images), bars=drawing.bars)
    if _is_beyond(drawing, media, 0) and sorted(barcodes) != sorted(texts_on(drawing.images)):
        return None
    content = framed(cleaned, media)
    note = messages.OVER_THE_EDGE() if _is_beyond(drawing, media, EDGE_MM) else NOTHING
    return Printable(
        content,
        cleaned.pieces,
        barcodes,
        is_read=not drawing.lost_barcodes,
        note=note,
        doubt=cut_by_width(drawing),
        left_out=cleaned.left_out,
        dpi=media.dpi,
    )


def _unread(cleaned: Cleaned, media: Media, error: LabelError) -> Printable:
    """What cannot be drawn here goes as it came: the printer's firmware is the judge. Raises `error` where it
    cannot go."""
    if cleaned.refusal and not cleaned.content:
        raise LabelError(cleaned.refusal) from error
    if not cleaned.pieces or media.turn % 180 or not media.language.has_zpl:
        raise error
    return Printable(framed(cleaned, media), cleaned.pieces, (), is_read=False, left_out=cleaned.left_out)


def _with_remarks(printable: Printable, drawing: Drawing, media: Media, dpi: int) -> Printable:
    """With what is missing on it: fields that could not be drawn, and barcodes that were readable before the
    label was scaled to this paper."""
    sizes = (LabelSize.from_dots(*image.size, dpi=dpi) for image in drawing.images)
    is_scaled = dpi != media.dpi or any(placement(size, media).scale < 1 for size in sizes)
    missing = set(texts_on(drawing.images)) - set(printable.barcodes) if is_scaled else set()
    doubts = [drawing.note] if drawing.lost_barcodes else []
    doubts += [_lost(missing)] if missing else []
    doubts.append(cut_by_width(drawing))
    return replace(printable, note=drawing.note, doubt=joined(doubts), dpi=dpi)


def _lost(barcodes: Iterable[str]) -> Message:
    return messages.LOST_IN_SCALING(barcodes=tuple(sorted(text[:60] for text in barcodes)))


def to_pages(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the field's word
    *,
    media: Media,
    made_for: int = 0,
) -> Printable:
    """For a printer of pages: a PDF with each page as large as the paper, bars and letters still as lines."""
    if format is LabelFormat.SEVERAL:
        return together(
            content, lambda one, kind: to_pages(one, kind, media=media, made_for=made_for), one_pdf
        )
    if format is LabelFormat.ZPL:
        limits.check_bytes(content)
        drawing = zpl_on_paper(content, media, made_for)
        dpi = dpi_of(drawing, media.as_read, printer=media.dpi, made_for=made_for)
        drawn = images_to_pdf(drawing.images, dpi=dpi)
        return _with_remarks(_on_pages(drawn, media), drawing, media, dpi)
    return _papers_apart(content, format, media, made_for, _on_pages)


def _papers_apart(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the same
    media: Media,
    made_for: int,
    make: Callable[[bytes, Media], Printable],
) -> Printable:
    """The label on this printer's paper. A4 pages that came with it are for another printer."""
    paged = to_paged(content, format, size=media.as_read, dpi=made_for)
    label, papers = sheets.split(paged)
    printable = make(label, media)
    doubts = [paged.note] if loses_barcode(paged.note) else []
    if any(placement(size, media).scale < 1 for size in sizes_of(label)):
        missing = set(read_barcodes(label)) - set(printable.barcodes)
        doubts += [_lost(missing)] if missing else []
    note = sheets.beside(paged)
    return replace(printable, note=note, doubt=joined(doubts), papers=papers)


def _on_pages(pdf: bytes, media: Media) -> Printable:
    with opened(pdf) as document:
        if not all(is_same(size_of(document, number), media) for number in range(len(document))):
            pdf = laid_out(document, media)
    texts: list[str] = []
    dpis = [dpi_to_read(media)] * len(sizes_of(pdf))
    pieces = sum(1 for _ in read_on(pages_in_grey(pdf, dpis), texts))
    return Printable(pdf, pieces, tuple(texts))


def document_to_pages(pdf: bytes, *, media: Media) -> Printable:
    """A document of our own for a printer of pages: of any length, and not read back."""
    with opened(pdf, most_pages=limits.MAX_DOCUMENT_PAGES) as document:
        pages = len(document)
        if not all(is_same(size_of(document, number), media) for number in range(pages)):
            pdf = laid_out(document, media)
    return Printable(pdf, pages, ())


def _is_beyond(drawing: Drawing, media: Media, most_mm: float) -> bool:
    return any(is_beyond(image, media, most_mm) for image in drawing.images)


def _as_graphics_of(pdf: bytes, media: Media) -> Printable:
    return _as_graphics(drawn_pages(pdf, media), media)


def _as_graphics(papers: Iterable[Image.Image], media: Media) -> Printable:
    texts: list[str] = []
    graphic = graphic_to_zpl if media.language.has_zpl else graphic_to_epl
    parts = [graphic(paper) for paper in read_on(papers, texts)]
    return Printable(b"".join(parts), len(parts), tuple(texts))
