"""ZPL to pictures, offline. zplkit draws (OSL-3.0: see NOTICE); it is loaded where a label is drawn, only."""

import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.size import MM_PER_INCH, LabelSize
from packages_ui.labels.zpl.graphics import exact_download, exact_graphic
from packages_ui.labels.zpl.prepare import Chunk, Format, prepare
from packages_ui.labels.zpl.table import RESIDENT_FONTS
from packages_ui.labels.zpl.text import font_load, our_font

if TYPE_CHECKING:
    from zplkit import Options
    from zplkit.output import Raster
    from zplkit.rendering import Limits

DPI = 203  # what nearly all label printers have; ZPL itself does not say
DPIS = (203, 300, 600)
NEAR_MM = 6.0  # 4 by 6 inches are 100 by 150 mm
LONGEST = round(limits.MAX_SIDE_MM / MM_PER_INCH * DPI)
WIDEST = 1300  # dots that are drawn where no width is said: 300 dpi on 110 mm
MARGIN = 40  # dots behind the last ink where a label does not say its size: a barcode needs them
BAND = 48  # dots beyond the paper that are drawn, to see whether ink goes on there
MOST_LOST = 40  # fields: a label of which more cannot be drawn is not drawn
CANNOT = "The label's ZPL cannot be drawn: {}."
NO_RENDERER = (
    "ZPL cannot be drawn here: the renderer (zplkit) is not installed. ZPL printers print it all the same."
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture for each piece of paper, black on white, in the label's own dots. `width` and `length` are
    what the first one says of itself. `lost` of `fields` fields could not be drawn; `lost_barcodes` of those
    are barcodes."""

    images: tuple[Image.Image, ...]
    width: int | None = None
    length: int | None = None
    fields: int = 0
    lost: int = 0
    lost_barcodes: int = 0

    @property
    def note(self) -> str:
        """What is missing, as a sentence; empty where nothing is."""
        if not self.lost:
            return ""
        kind = ", a barcode among them" if self.lost_barcodes else ""
        return f"{self.lost} field{'s' * (self.lost > 1)} of {self.fields} could not be drawn{kind}."


def draw_zpl(content: bytes, *, size: LabelSize) -> Drawing:
    """Draw each label; `size` counts where the ZPL says none, and where ink is beyond it the picture goes on.

    What cannot be drawn is left out, field by field. Labels that draw nothing make no picture. LabelError.
    """
    formats = prepare(content, longest=LONGEST)
    if sum(each.pieces for each in formats) > limits.MAX_PAGES:
        raise LabelError(
            f"The label has more than {limits.MAX_PAGES} pages. Download it and check what it is."
        )
    sheet = _Sheet(formats)
    rasters = _drawn(sheet, formats, size.dots(dpi=DPI))
    images = tuple(image for image in _pieces(formats, rasters, size) if ImageChops.invert(image).getbbox())
    if sheet.lost and not images:
        raise LabelError(CANNOT.format(sheet.reason))
    barcodes = sum(sheet.barcodes[place] for place in sheet.lost)
    first = next((each for each in formats if each.pieces), None)
    said = (first.width, first.length) if first else (None, None)
    return Drawing(images, *said, len(sheet.barcodes), len(sheet.lost), barcodes)


def dpi_of(drawing: Drawing, paper: LabelSize, *, printer: int = DPI) -> int:
    """What it was made for, as ZPL does not say: 203 dpi if it is on the paper then. Else that at which
    the width that it says is the paper's, or the printer's where it says none, if it is on the paper then."""
    if _fits(drawing, paper, DPI):
        return DPI
    for dpi in DPIS[1:]:
        sides, near = paper.dots(dpi=dpi), _near(dpi)
        is_said = drawing.width is not None and min(abs(drawing.width - side) for side in sides) <= near
        is_printers = drawing.width is None and dpi == printer
        if _fits(drawing, paper, dpi) and (is_said or is_printers):
            return dpi
    return DPI


def _fits(drawing: Drawing, paper: LabelSize, dpi: int) -> bool:
    """Upright, or turned by a quarter."""
    extent, near = _extent(drawing), _near(dpi)
    sides = (paper.dots(dpi=dpi), paper.turned().dots(dpi=dpi))
    return any(extent[0] <= width + near and extent[1] <= height + near for width, height in sides)


def _extent(drawing: Drawing) -> tuple[int, int]:
    inks = [ImageChops.invert(image).getbbox() or (0, 0, 0, 0) for image in drawing.images]
    right = max([drawing.width or 0, *(ink[2] for ink in inks)])
    return right, max([drawing.length or 0, *(ink[3] for ink in inks)])


def _near(dpi: int) -> int:
    return round(NEAR_MM * dpi / MM_PER_INCH)


def zpl_to_pdf(content: bytes, *, size: LabelSize) -> bytes:
    """One page for each piece of paper, in order, each as large as its label."""
    drawing = draw_zpl(content, size=size)
    return images_to_pdf(drawing.images, dpi=dpi_of(drawing, size))


def images_to_pdf(images: Sequence[Image.Image], *, dpi: int) -> bytes:
    """One page for each image, dot for dot."""
    limits.check_page_count(len(images))
    pdf = io.BytesIO()
    # No dates: equal labels give equal bytes.
    images[0].save(
        pdf, "PDF", save_all=True, append_images=images[1:], resolution=dpi, creationDate=None, modDate=None
    )
    return pdf.getvalue()


def _drawn(sheet: "_Sheet", formats: Sequence[Format], room: tuple[int, int]) -> list[Image.Image]:
    """One picture for each format, as large as its ink. The largest sheet is slow to draw."""
    width = max([room[0], *(each.width or 0 for each in formats)]) + BAND
    height = max([room[1], *(each.length or 0 for each in formats)]) + BAND
    if all(each.far[0] < width and each.far[1] < height for each in formats):
        images = sheet.render((min(width, LONGEST), min(height, LONGEST)))
        if all(image.width < width - 1 and image.height < height - 1 for image in images):
            return images
    return sheet.render((max(WIDEST, min(width, LONGEST)), LONGEST))


class _Sheet:
    """All formats as one text for the renderer. What it refuses is put right, or else left out."""

    def __init__(self, formats: Sequence[Format]) -> None:
        self.barcodes: dict[tuple[int, int], bool] = {}
        self.lost: set[tuple[int, int]] = set()
        self.reason = ""
        self.chunks: list[tuple[tuple[int, int], Chunk]] = []
        for number, each in enumerate(formats):
            self._add(number, each, _fonts(formats))

    def _add(self, number: int, each: Format, fonts: bytes) -> None:
        for chunk in each.before:
            self.chunks.append(((number, 0), chunk))
        for piece in range(each.looks):
            stored = b"^DF" + each.stored if each.stored else b""
            self.chunks.append(((number, 0), Chunk(b"^XA" + stored + b"^CI28" + fonts)))
            for chunk in each.chunks:
                key = (number, chunk.place)
                if chunk.is_drawing:
                    self.barcodes[key] = self.barcodes.get(key, False) or chunk.is_barcode
                self.chunks.append((key, replace(chunk, text=chunk.at(piece), serial=None)))
            self.chunks.append(((number, 0), Chunk(b"^XZ")))

    def render(self, canvas: tuple[int, int]) -> list[Image.Image]:
        """One for each format that is not stored, and each of its pieces that differs."""
        mended: set[int] = set()
        while True:
            texts = [chunk.text for _, chunk in self.chunks]
            font = font_load() if any(b"R:LABEL.TTF" in text or b"^A9" in text for text in texts) else b""
            found = _rendered(font + USE_FONT * bool(font) + b"".join(texts), canvas)
            if not isinstance(found, Refusal):
                return found
            ends = list(accumulate(map(len, texts), initial=len(font + USE_FONT * bool(font))))
            place = bisect_right(ends, found.offset) - 1
            if not 0 <= place < len(texts) or len(self.lost) >= MOST_LOST:
                raise LabelError(CANNOT.format(found.reason))
            self.reason = found.reason
            self._mend(place, mended, found)

    def _mend(self, place: int, mended: set[int], found: "Refusal") -> None:
        key, chunk = self.chunks[place]
        exact = None if id(chunk) in mended else _exact(chunk.text)
        if exact is not None:
            self.chunks[place] = (key, replace(chunk, text=exact))
            mended.add(id(self.chunks[place][1]))
            return
        if chunk.text[:3] in {b"^XA", b"^XZ"}:
            raise LabelError(CANNOT.format(found.reason))
        if chunk.is_drawing:
            self.lost.add(key)
        self.chunks[place] = (key, Chunk(b""))


USE_FONT = b"^XA^CW9,R:LABEL.TTF^XZ"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Where the renderer stopped, and why."""

    offset: int
    reason: str


def _rendered(zpl: bytes, canvas: tuple[int, int]) -> list[Image.Image] | Refusal:
    try:
        import zplkit  # noqa: PLC0415 - its licence: loaded only where a label is drawn
        from zplkit.output import OutputError  # noqa: PLC0415 - the same
        from zplkit.rendering import RenderError  # noqa: PLC0415 - the same
    except ImportError as error:
        raise LabelError(NO_RENDERER) from error
    try:
        document = zplkit.render(zpl, _options(canvas), limits=_limits())
        labels = document.labels[1:] if zpl.startswith(b"~DYR:LABEL") else document.labels
        return [_image(scene.rasterize()) for scene in labels]
    except RenderError as error:
        return Refusal(error.offset, error.message)
    except OutputError as error:
        raise LabelError(CANNOT.format(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise LabelError(CANNOT.format("the renderer broke down over it")) from error


def _options(canvas: tuple[int, int]) -> "Options":
    import zplkit  # noqa: PLC0415 - its licence: loaded only where a label is drawn

    return zplkit.Options(profile="zd621", width=canvas[0], height=canvas[1], dpi=DPI)


def _limits() -> "Limits":
    from zplkit.rendering import Limits  # noqa: PLC0415 - its licence: loaded only where a label is drawn

    return Limits(
        input_bytes=limits.MAX_BYTES + 1024 * 1024,  # our own font comes on top
        labels=limits.MAX_PAGES * 2,  # some only load or clear the printer's memory and print nothing
        graphic_bytes=2 * 1024 * 1024,
        pixels=limits.MAX_PIXELS * 2,
        dimension=LONGEST,
    )


def _fonts(formats: Sequence[Format]) -> bytes:
    """A stored form does not know the letters that will stand in it: all its fonts are ours then."""
    is_plain = all(chunk.text.isascii() for each in formats for chunk in each.chunks)
    if is_plain or not any(each.stored for each in formats):
        return b""
    return b"".join(our_font(letter.encode()) for letter in sorted(RESIDENT_FONTS))


def _exact(text: bytes) -> bytes | None:
    """The chunk with a picture that has exactly the data that it says."""
    if text[:3] == b"~DG":
        value = exact_download(text[3:])
        return None if value is None else b"~DG" + value
    head, mark, rest = text.partition(b"^GF")
    value = exact_graphic(rest.removesuffix(b"^FS")) if mark else None
    return None if value is None else head + mark + value + b"^FS"


def _image(raster: "Raster") -> Image.Image:
    """From the upper left corner to its last ink."""
    grey = Image.frombytes("L", (raster.width, raster.height), raster.pixels)
    black = grey.convert("1", dither=Image.Dither.NONE)
    _, _, right, bottom = ImageChops.invert(black).getbbox() or (0, 0, 1, 1)
    return black.crop((0, 0, right, bottom))


def _pieces(formats: Sequence[Format], rasters: list[Image.Image], size: LabelSize) -> Iterator[Image.Image]:
    drawn = iter(rasters)
    for each in formats:
        if each.stored:
            continue
        images = [_cut(next(drawn), each, size) for _ in range(each.looks)]
        for piece in range(each.pieces):
            yield images[piece // each.repeats if each.counts_on else 0]


def _cut(black: Image.Image, each: Format, size: LabelSize) -> Image.Image:
    """To what the label says; where it says nothing, to the paper, or to where its ink ends."""
    room = size.dots(dpi=DPI)
    width = each.width or (room[0] if black.width <= room[0] + MARGIN else black.width + MARGIN)
    length = each.length or room[1]
    height = length if black.height <= length else black.height + (0 if each.length else MARGIN)
    image = Image.new("1", (min(width, LONGEST), min(height, LONGEST)), 255)
    image.paste(black, (0, 0))
    if each.times > 1:
        image = image.resize((image.width * each.times, image.height * each.times), Image.Resampling.NEAREST)
    return image
