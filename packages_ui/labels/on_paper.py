"""A label as it lies on one printer's paper: as a picture in its dots or as a page of a PDF, and what can be
read on it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.media import Media, Placement, placement
from packages_ui.labels.pdfium import draw, flatten, opened, saved, size_of
from packages_ui.labels.read import barcodes_in
from packages_ui.labels.size import LABEL_100X150, MM_PER_INCH, POINTS_PER_MM, LabelSize
from packages_ui.labels.zpl.draw import draw_zpl
from packages_ui.labels.zpl.drawing import Drawing, dpi_of
from packages_ui.messages import labels as messages

COARSER = 300  # dpi at which pages are read back that would fill the memory, as A4 does at 600
WHITE = 250
DARK, LIGHT = 40, 160  # greys between would be black, or nearly; what is lighter is paper
AREA = 8  # dots: half the side of a square
MOSTLY = 216  # of 255: that much of the square has tones


def placed(image: Image.Image, size: LabelSize, media: Media) -> Image.Image:
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
    paper.paste(in_black(turned), corner)
    return paper


def in_black(image: Image.Image) -> Image.Image:
    """Black where a dot is at least half covered. Areas that are grey, as of a photo, become black dots, or
    what stands on them would be lost in black; the edges of letters and bars are no areas."""
    black = image.convert("1", dither=Image.Dither.NONE)
    if image.mode == "1":
        return black
    grey = image.convert("L")
    tones = grey.point(lambda dot: 255 * (DARK < dot < LIGHT))
    areas = tones.filter(ImageFilter.BoxBlur(AREA)).point(lambda share: 255 * (share > MOSTLY))
    if areas.getbbox():
        with_edges = areas.filter(ImageFilter.BoxBlur(AREA)).point(lambda share: 255 * (share > 0))
        black.paste(grey.convert("1", dither=Image.Dither.FLOYDSTEINBERG), mask=with_edges)
    return black


def cut(image: Image.Image, paper: LabelSize, dpi: int) -> Image.Image:
    """What a printer at that dpi prints of the picture on that paper."""
    on_paper = Image.new("1", paper.dots(dpi=dpi), 255)
    on_paper.paste(image, (0, 0))
    return on_paper


def is_beyond(image: Image.Image, media: Media, most_mm: float) -> bool:
    """Whether ink reaches so far beyond the right or the lower edge of paper with the same corner."""
    ink = ink_of(image) or (0, 0, 0, 0)
    width, height = media.size.dots(dpi=media.dpi)
    overhang = most_mm * media.dpi / MM_PER_INCH
    return ink[2] > width + overhang or ink[3] > height + overhang


def ink_of(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around all that is not white."""
    if image.mode == "1":
        return ImageChops.invert(image).getbbox()
    return image.convert("L").point(lambda grey: 255 * (grey < WHITE)).getbbox()


def drawn_pages(pdf: bytes, media: Media) -> Iterator[Image.Image]:
    """Each page in the printer's dots, as it will lie on the paper."""
    sizes = sizes_of(pdf)
    dpis = [media.dpi * placement(size, media).scale for size in sizes]
    for image, size in zip(pages_in_grey(pdf, dpis), sizes, strict=True):
        yield placed(image, size, media)


def sizes_of(pdf: bytes) -> list[LabelSize]:
    with opened(pdf) as document:
        return [size_of(document, number) for number in range(len(document))]


def pages_in_grey(pdf: bytes, dpis: list[float]) -> Iterator[Image.Image]:
    """Each page in grey at its dpi. The lock is given back between them, so that previews do not wait."""
    for number, dpi in enumerate(dpis):
        with opened(pdf) as document:
            image = draw(document, number, dpi=dpi)
        yield image


def dpi_to_read(media: Media) -> float:
    width, height = media.size.dots(dpi=media.dpi)
    return media.dpi if width * height < limits.MAX_PIXELS else min(media.dpi, COARSER)


def laid_out(document: pypdfium2.PdfDocument, media: Media) -> bytes:
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


def zpl_on_paper(zpl: bytes, media: Media, made_for: int) -> Drawing:
    """The ZPL's labels, cut to the paper where their ink is on it, as a printer would.

    A label that names no size is drawn on the usual paper at least: small paper would hide its lower half.
    """
    paper = media.as_read
    width, height = LABEL_100X150.width_mm, LABEL_100X150.height_mm
    room = LabelSize(max(paper.width_mm, width), max(paper.height_mm, height))
    drawing = draw_zpl(zpl, size=room)
    dpi = dpi_of(drawing, paper, printer=media.dpi, made_for=made_for)
    drawing = drawing.at(dpi)
    exact = Media(paper, dpi)
    images = (image if is_beyond(image, exact, 0) else cut(image, paper, dpi) for image in drawing.images)
    return replace(drawing, images=tuple(images))


def read_on(papers: Iterable[Image.Image], texts: list[str], *, bars: int = 0) -> Iterator[Image.Image]:
    """Hand the papers on one by one and note what can be read on them; LabelError at the end where there is
    nothing to print on any of them. `bars`: see Drawing."""
    is_blank = True
    for paper in papers:
        is_blank = is_blank and ink_of(paper) is None
        texts += barcodes_in(paper, bars=bars)
        yield paper
    if is_blank:
        raise LabelError(messages.BLANK())


def texts_on(images: Iterable[Image.Image], *, bars: int = 0) -> tuple[str, ...]:
    """Texts of the barcodes; LabelError where all are blank."""
    texts: list[str] = []
    for _ in read_on(images, texts, bars=bars):
        pass
    return tuple(texts)
