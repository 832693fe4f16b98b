"""ZPL to pictures, offline, whole, and as much of it as can be drawn."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from PIL import Image, ImageChops

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Paged
from packages_ui.labels.size import LabelSize
from packages_ui.labels.zpl.cut import cut_by_width
from packages_ui.labels.zpl.drawing import DPI, Drawing, dpi_of
from packages_ui.labels.zpl.prepare import Format, prepare
from packages_ui.labels.zpl.renderer import LONGEST
from packages_ui.labels.zpl.sheet import Sheet
from packages_ui.messages import labels as messages
from packages_ui.messages.message import joined

WIDEST = 1300  # dots: 300 dpi on 110 mm
MARGIN = 40  # dots behind the last ink where a label does not set its size: a barcode needs them
HEADS = (812, 832)  # dots that usual printers are wide: what is on them needs no margin
BAND = 48  # dots beyond what is needed, to see whether ink goes on: wider than any gap in bars
MAXICODE = b"BD"  # of `^BD`, behind whatever the label has for a prefix
PICTURE = re.compile(rb"\^(?:GF|XG|IM|XF|IL)|~D[GYB]")
BARS = re.compile(rb"\^B[238ACEU]")  # ITF, Code 39, EAN-8, Code 93, Code 128, EAN-13 and UPC-A


def draw_zpl(content: bytes, *, size: LabelSize, dpi: int = DPI) -> Drawing:
    """Draw each label; `size` counts where the ZPL sets none, and where ink is beyond it the picture goes on.

    What cannot be drawn is left out, field by field. Labels that draw nothing make no picture. LabelError.
    """
    formats = prepare(content, longest=LONGEST, dpi=dpi)
    if sum(each.pieces for each in formats) > limits.MAX_PAGES:
        raise LabelError(messages.MORE_PAGES(most=limits.MAX_PAGES))
    sheet = Sheet(formats, dpi)
    drawing = _drawing(sheet, formats, size)
    if sheet.lost and not drawing.images:
        raise LabelError(messages.ZPL_CANNOT(why=sheet.reason))
    redrawn = partial(_redrawn, content, size) if MAXICODE in content.upper() else None
    return replace(drawing, without_boxes=lambda: _without_boxes(formats, size, dpi), redrawn=redrawn)


def _redrawn(content: bytes, size: LabelSize, dpi: int) -> Drawing:
    return draw_zpl(content, size=size, dpi=dpi)


def _drawing(sheet: Sheet, formats: Sequence[Format], size: LabelSize) -> Drawing:
    rasters = _drawn(sheet, formats, size.dots(dpi=DPI))
    images = tuple(image for image in _pieces(formats, rasters, size) if ImageChops.invert(image).getbbox())
    barcodes = sum(sheet.barcodes[place] for place in sheet.lost)
    first = next((label for label in formats if label.pieces), None)
    sides = (first.width, first.length) if first else (None, None)
    bars = _bars(formats) if len(images) == 1 else 0
    names, wider = tuple(sheet.lost.values()), tuple(_wider(formats, rasters, size))
    return Drawing(images, *sides, len(sheet.barcodes), len(sheet.lost), barcodes, names, bars, wider)


def _bars(formats: Sequence[Format]) -> int:
    """Of one label: see Drawing."""
    chunks = [chunk for each in formats for chunk in (*each.before, *each.chunks)]
    if len(formats) != 1 or any(PICTURE.search(chunk.text) for chunk in chunks):
        return 0
    barcodes = [chunk.text for chunk in chunks if chunk.is_barcode]
    return len(barcodes) if all(map(BARS.search, barcodes)) else 0


def _without_boxes(formats: Sequence[Format], size: LabelSize, dpi: int) -> Drawing:
    bare = [
        replace(each, chunks=tuple(chunk for chunk in each.chunks if not chunk.is_box)) for each in formats
    ]
    return _drawing(Sheet(bare, dpi), bare, size)


def zpl_to_pdf(content: bytes, *, size: LabelSize, made_for: int = 0) -> Paged:
    """One page for each piece of paper, in order, each as large as its label. `made_for`: see dpi_of."""
    larger = (made_for or DPI) / DPI
    drawing = draw_zpl(content, size=LabelSize(size.width_mm * larger, size.height_mm * larger))
    dpi = dpi_of(drawing, size, made_for=made_for)
    note = joined([drawing.note, cut_by_width(drawing)])
    return Paged(images_to_pdf(drawing.at(dpi).images, dpi=dpi), note, drawing.names)


def images_to_pdf(images: Sequence[Image.Image], *, dpi: int) -> bytes:
    """One page for each image, dot for dot."""
    limits.check_page_count(len(images))
    pdf = io.BytesIO()
    # No dates: equal labels give equal bytes.
    images[0].save(
        pdf, "PDF", save_all=True, append_images=images[1:], resolution=dpi, creationDate=None, modDate=None
    )
    return pdf.getvalue()


def _drawn(sheet: Sheet, formats: Sequence[Format], room: tuple[int, int]) -> list[Image.Image]:
    """One picture for each format, as large as its ink. Larger sheets are slower to draw."""
    width = max([room[0], *(each.width or 0 for each in formats)]) + 2 * BAND
    height = max([room[1], *(each.length or 0 for each in formats)]) + 2 * BAND  # 4 by 6 inches too
    far = [max([each.far[side] for each in formats], default=0) + BAND for side in (0, 1)]
    widths, heights = _sizes((width, WIDEST, LONGEST), far[0]), _sizes((height, LONGEST), far[1])
    while True:
        images = sheet.render((widths[0], heights[0]))
        is_wide = any(image.width > widths[0] - BAND for image in images) and len(widths) > 1
        is_high = any(image.height > heights[0] - BAND for image in images) and len(heights) > 1
        if not is_wide and not is_high:
            return images
        widths, heights = widths[is_wide:], heights[is_high:]


def _sizes(sizes: Sequence[int], least: int) -> list[int]:
    """Those to be tried, one after the other: a band beyond what is needed has to stay white."""
    return sorted({min(size, LONGEST) for size in sizes if size > least} or {LONGEST})


def _pieces(formats: Sequence[Format], rasters: list[Image.Image], size: LabelSize) -> Iterator[Image.Image]:
    drawn = iter(rasters)
    for label in formats:
        if label.stored:
            continue
        images = [_cut(next(drawn), label, size) for _ in range(label.pictures)]
        for piece in range(label.pieces):
            yield images[piece // label.repeats if label.counts_on else 0]


def _wider(
    formats: Sequence[Format], rasters: list[Image.Image], size: LabelSize
) -> Iterator[tuple[Image.Image, Image.Image]]:
    drawn = iter(rasters)
    for label in formats:
        for black in [] if label.stored else [next(drawn) for _ in range(label.pictures)]:
            if label.width and black.width > label.width:
                yield black, _cut(black, label, size)


def _cut(black: Image.Image, each: Format, size: LabelSize) -> Image.Image:
    """To the label's own size; where it sets none, to the paper, or to where its ink ends."""
    room = size.dots(dpi=DPI)
    fits = (width for width in (room[0], *HEADS) if black.width <= width)
    width = each.width or next(fits, black.width + MARGIN)
    length = each.length or room[1]
    height = length if black.height <= length else black.height + (0 if each.length else MARGIN)
    image = Image.new("1", (min(width, LONGEST), min(height, LONGEST)), 255)
    image.paste(black, (0, 0))
    if each.times > 1:
        image = image.resize((image.width * each.times, image.height * each.times), Image.Resampling.NEAREST)
    return image
