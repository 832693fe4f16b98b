"""A label as one printer takes it, and what can be read on the paper."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import pypdfium2
from PIL import Image, ImageChops

from packages_ui.labels import limits, several, sheets
from packages_ui.labels.epl import epl_to_printer, graphic_to_epl
from packages_ui.labels.errors import LabelError
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.graphic import graphic_to_zpl
from packages_ui.labels.join import join
from packages_ui.labels.media import Media, Placement, is_same, placement
from packages_ui.labels.pages import to_paged
from packages_ui.labels.papers import Printable, loses_barcode
from packages_ui.labels.pdfium import draw, flatten, opened, saved, size_of
from packages_ui.labels.read import barcodes_in, read_barcodes
from packages_ui.labels.size import LABEL_100X150, MM_PER_INCH, POINTS_PER_MM, LabelSize
from packages_ui.labels.zpl.draw import draw_zpl, images_to_pdf
from packages_ui.labels.zpl.drawing import DPI, Drawing, dpi_of
from packages_ui.labels.zpl.frame import framed
from packages_ui.labels.zpl.rules import Cleaned, clean
from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING, Message, joined

EDGE_MM = 1.0  # of ink beyond the paper's edge that is not worth a word
OVERHANG_MM = 6.0  # and said: 4 by 6 inches on 100 by 150 mm, a little down; scaled bars read worse
COARSER = 300  # dpi at which pages are read back that would fill the memory, as A4 does at 600
WHITE = 250


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
        return _several(
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
        drawing = _drawing(content, media, made_for)
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
    papers = (_placed(image, LabelSize.from_dots(*image.size, dpi=dpi), media) for image in drawing.images)
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
    barcodes = _read(_cut(image, media.size, media.dpi) for image in drawing.images)
    if _is_beyond(drawing, media, 0) and sorted(barcodes) != sorted(_read(drawing.images)):
        return None
    content = framed(cleaned, media)
    note = messages.OVER_THE_EDGE() if _is_beyond(drawing, media, EDGE_MM) else NOTHING
    return Printable(
        content,
        cleaned.pieces,
        barcodes,
        is_read=not drawing.lost_barcodes,
        note=note,
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
    missing = set(_read(drawing.images)) - set(printable.barcodes) if is_scaled else set()
    doubts = [drawing.note] if drawing.lost_barcodes else []
    doubts += [_lost(missing)] if missing else []
    return replace(printable, note=drawing.note, doubt=joined(doubts), dpi=dpi)


def _lost(barcodes: Iterable[str]) -> Message:
    return messages.LOST_IN_SCALING(barcodes=tuple(sorted(text[:60] for text in barcodes)))


def _read(images: Iterable[Image.Image]) -> tuple[str, ...]:
    """Texts of the barcodes; LabelError where all are blank."""
    texts: list[str] = []
    for _ in _looked_at(images, texts):
        pass
    return tuple(texts)


def to_pages(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the field's word
    *,
    media: Media,
    made_for: int = 0,
) -> Printable:
    """For a printer of pages: a PDF with each page as large as the paper, bars and letters still as lines."""
    if format is LabelFormat.SEVERAL:
        return _several(
            content, lambda one, kind: to_pages(one, kind, media=media, made_for=made_for), _joined
        )
    if format is LabelFormat.ZPL:
        limits.check_bytes(content)
        drawing = _drawing(content, media, made_for)
        dpi = dpi_of(drawing, media.as_read, printer=media.dpi, made_for=made_for)
        drawn = images_to_pdf(drawing.images, dpi=dpi)
        return _with_remarks(_on_pages(drawn, media), drawing, media, dpi)
    return _papers_apart(content, format, media, made_for, _on_pages)


def _several(
    content: bytes,
    make: Callable[[bytes, LabelFormat], Printable],
    together: Callable[[Sequence[bytes]], bytes],
) -> Printable:
    """Many labels of one package as one job: all its pieces, and all remarks about any."""
    made = [make(one, kind) for kind, one in several.unpack(content)]
    papers = [one.papers for one in made if one.papers]
    return Printable(
        together([one.content for one in made]),
        sum(one.pieces for one in made),
        tuple(text for one in made for text in one.barcodes),
        is_read=all(one.is_read for one in made),
        note=joined(one.note for one in made),
        doubt=joined(one.doubt for one in made),
        drawn=joined(one.drawn for one in made),
        left_out=tuple(dict.fromkeys(name for one in made for name in one.left_out)),
        papers=_joined(papers) if papers else b"",
    )


def _joined(pdfs: Sequence[bytes]) -> bytes:
    both = io.BytesIO()
    join(pdfs, both)
    return both.getvalue()


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
    if any(placement(size, media).scale < 1 for size in _sizes(label)):
        missing = set(read_barcodes(label)) - set(printable.barcodes)
        doubts += [_lost(missing)] if missing else []
    note = sheets.beside(paged)
    return replace(printable, note=note, doubt=joined(doubts), papers=papers)


def _on_pages(pdf: bytes, media: Media) -> Printable:
    with opened(pdf) as document:
        if not all(is_same(size_of(document, number), media) for number in range(len(document))):
            pdf = _laid_out(document, media)
    texts: list[str] = []
    dpis = [_dpi_to_read(media)] * len(_sizes(pdf))
    pieces = sum(1 for _ in _looked_at(_pages(pdf, dpis), texts))
    return Printable(pdf, pieces, tuple(texts))


def document_to_pages(pdf: bytes, *, media: Media) -> Printable:
    """A document of our own for a printer of pages: of any length, and not read back."""
    with opened(pdf, most_pages=limits.MAX_DOCUMENT_PAGES) as document:
        pages = len(document)
        if not all(is_same(size_of(document, number), media) for number in range(pages)):
            pdf = _laid_out(document, media)
    return Printable(pdf, pages, ())


def _drawn(pdf: bytes, media: Media) -> Iterator[Image.Image]:
    """Each page in the printer's dots, as it will lie on the paper."""
    sizes = _sizes(pdf)
    dpis = [media.dpi * placement(size, media).scale for size in sizes]
    for image, size in zip(_pages(pdf, dpis), sizes, strict=True):
        yield _placed(image, size, media)


def _dpi_to_read(media: Media) -> float:
    width, height = media.size.dots(dpi=media.dpi)
    return media.dpi if width * height < limits.MAX_PIXELS else min(media.dpi, COARSER)


def _sizes(pdf: bytes) -> list[LabelSize]:
    with opened(pdf) as document:
        return [size_of(document, number) for number in range(len(document))]


def _pages(pdf: bytes, dpis: list[float]) -> Iterator[Image.Image]:
    """Each page in grey at its dpi. The lock is given back between them, so that previews do not wait."""
    for number, dpi in enumerate(dpis):
        with opened(pdf) as document:
            image = draw(document, number, dpi=dpi)
        yield image


def _drawing(zpl: bytes, media: Media, made_for: int) -> Drawing:
    """The ZPL's labels, cut to the paper where their ink is on it, as a printer would.

    A label that names no size is drawn on the usual paper at least: small paper would hide its lower half.
    """
    paper = media.as_read
    width, height = LABEL_100X150.width_mm, LABEL_100X150.height_mm
    room = LabelSize(max(paper.width_mm, width), max(paper.height_mm, height))
    drawing = draw_zpl(zpl, size=room)
    dpi = dpi_of(drawing, paper, printer=media.dpi, made_for=made_for)
    exact = Media(paper, dpi)
    images = (image if _beyond(image, exact, 0) else _cut(image, paper, dpi) for image in drawing.images)
    return replace(drawing, images=tuple(images))


def _cut(image: Image.Image, paper: LabelSize, dpi: int) -> Image.Image:
    cut = Image.new("1", paper.dots(dpi=dpi), 255)
    cut.paste(image, (0, 0))
    return cut


def _is_beyond(drawing: Drawing, media: Media, most_mm: float) -> bool:
    return any(_beyond(image, media, most_mm) for image in drawing.images)


def _beyond(image: Image.Image, media: Media, most_mm: float) -> bool:
    """Whether ink reaches so far beyond the right or the lower edge of paper with the same corner."""
    ink = _ink(image) or (0, 0, 0, 0)
    width, height = media.size.dots(dpi=media.dpi)
    overhang = most_mm * media.dpi / MM_PER_INCH
    return ink[2] > width + overhang or ink[3] > height + overhang


def _placed(image: Image.Image, size: LabelSize, media: Media) -> Image.Image:
    """The picture of a label of that size on white paper, in the printer's dots: turned, scaled, laid, and
    black where a dot is at least half covered."""
    place = placement(size, media)
    wanted = LabelSize(size.width_mm * place.scale, size.height_mm * place.scale).dots(dpi=media.dpi)
    if max(abs(a - b) for a, b in zip(image.size, wanted, strict=True)) > 1:
        image = image.convert("L").resize(wanted, Image.Resampling.BOX)
    turned = image.rotate(-place.turn, expand=True) if place.turn else image
    limits.check_pixels(*media.size.dots(dpi=media.dpi))
    paper = Image.new("1", media.size.dots(dpi=media.dpi), 255)
    dots = media.dpi / MM_PER_INCH
    corner = (round(place.left_mm * dots), round(place.top_mm * dots))
    paper.paste(turned.convert("1", dither=Image.Dither.NONE), corner)
    return paper


def _as_graphics_of(pdf: bytes, media: Media) -> Printable:
    return _as_graphics(_drawn(pdf, media), media)


def _as_graphics(papers: Iterable[Image.Image], media: Media) -> Printable:
    texts: list[str] = []
    graphic = graphic_to_zpl if media.language.has_zpl else graphic_to_epl
    parts = [graphic(paper) for paper in _looked_at(papers, texts)]
    return Printable(b"".join(parts), len(parts), tuple(texts))


def _looked_at(papers: Iterable[Image.Image], texts: list[str]) -> Iterator[Image.Image]:
    """Hand the papers on one by one and note what can be read on them; LabelError at the end where there is
    nothing to print on any of them."""
    is_blank = True
    for paper in papers:
        is_blank = is_blank and _ink(paper) is None
        texts += barcodes_in(paper)
        yield paper
    if is_blank:
        raise LabelError(messages.BLANK())


def _ink(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around all that is not white."""
    if image.mode == "1":
        return ImageChops.invert(image).getbbox()
    return image.convert("L").point(lambda grey: 255 * (grey < WHITE)).getbbox()


def _laid_out(document: pypdfium2.PdfDocument, media: Media) -> bytes:
    """A new PDF; the lock is held by whoever opened `document`."""
    made = pypdfium2.PdfDocument.new()
    try:
        for number in range(len(document)):
            _lay(document, number, made, media)
        return saved(made)
    finally:
        made.close()


def _lay(document: pypdfium2.PdfDocument, number: int, made: pypdfium2.PdfDocument, media: Media) -> None:
    """What is captured of a page lies at the origin and is turned as the page is read."""
    flatten(document, number)
    size = size_of(document, number)
    captured = document.page_as_xobject(number, made)
    shown = captured.as_pageobject()
    shown.set_matrix(_matrix(size, placement(size, media), media))
    paper = made.new_page(*media.size.points)
    paper.insert_obj(shown)
    paper.gen_content()
    paper.close()
    captured.close()


def _matrix(size: LabelSize, place: Placement, media: Media) -> pypdfium2.PdfMatrix:
    """In points from the bottom left: turned and put back beside the axes, scaled, laid in its place."""
    width, height = size.points
    matrix = pypdfium2.PdfMatrix()
    for _ in range(place.turn // 90):
        matrix = matrix.rotate(90).translate(0, width)  # clockwise: what was wide stands now
        width, height = height, width
    matrix = matrix.scale(place.scale, place.scale)
    down = media.size.points[1] - place.top_mm * POINTS_PER_MM - height * place.scale
    return matrix.translate(place.left_mm * POINTS_PER_MM, down)
