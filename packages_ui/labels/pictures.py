"""Labels that are pictures to pages, without losing a dot."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pypdfium2
from PIL import Image, ImageFile, ImageOps

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.pdfium import LOCK, saved
from packages_ui.labels.size import A4, LabelSize
from packages_ui.messages import labels as messages

SMALLEST_MM = 30  # a picture that claims to be smaller, or larger than A4, has no true dpi
SPARE_MM = 1  # A4 at 300 dpi is 297.01 mm
SCREEN_DPI = 96  # up to here it is what programs write when they know none
A_METRES_DOT = 0.026  # dpi
PAGED = {"TIFF"}  # kinds whose frames are pages; in others they would be a film's


def picture_to_pdf(content: bytes, *, kind: str, size: LabelSize, dpi: int = 0) -> bytes:
    """Put each page of a picture on one page: its own size if its dpi is believable, or by `dpi` where it
    has none, else fitted to `size`.

    `size` is turned for a picture that is wider than high; EXIF turns are obeyed; clear parts become white.
    """
    with LOCK:
        document = pypdfium2.PdfDocument.new()
        try:
            for picture in _pages(content, kind=kind):
                _add(document, picture, _page_of(picture, size, dpi))
            return saved(document)
        finally:
            document.close()


def _pages(content: bytes, *, kind: str) -> Iterator[Image.Image]:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint allows them for the whole process when it is loaded
    with readable():
        picture = Image.open(io.BytesIO(content), formats=[kind])
        count = getattr(picture, "n_frames", 1) if kind in PAGED else 1
    limits.check_page_count(count)
    for number in range(count):
        with readable():
            if number:
                picture.seek(number)
            page = _upright(picture)
        yield page


@contextmanager
def readable() -> Iterator[None]:
    """Raises LabelError for what is no picture."""
    try:
        yield
    except (OSError, ValueError, SyntaxError, ArithmeticError, EOFError) as error:
        raise LabelError(messages.PICTURE_BROKEN()) from error
    except (Image.DecompressionBombError, TypeError, KeyError, IndexError) as error:
        raise LabelError(messages.PICTURE_BROKEN()) from error


def _upright(picture: Image.Image) -> Image.Image:
    """The frame that it is at, with its dpi, on white paper."""
    limits.check_pixels(*picture.size)
    dpi = picture.info.get("dpi")
    turned = ImageOps.exif_transpose(picture)
    turned.load()
    page = flat(turned)
    page.info["dpi"] = dpi[::-1] if dpi and turned.size != picture.size else dpi
    return page


def _page_of(picture: Image.Image, size: LabelSize, dpi: int) -> LabelSize:
    if own := _own_size(picture) or _size_at(picture, (dpi, dpi)):
        return own
    is_wide = picture.width > picture.height
    return size.turned() if is_wide != (size.width_mm > size.height_mm) else size


def _own_size(picture: Image.Image) -> LabelSize | None:
    with suppress(TypeError, ValueError, ZeroDivisionError, OverflowError):
        across, down = (_whole(float(value)) for value in picture.info["dpi"])
        return _size_at(picture, (across, down))
    return None


def _whole(dpi: float) -> float:
    """PNG counts dots in a metre, whole ones: 203 dpi would be read as 202.997, and each dot of a dithered
    picture would lie between two of the printer's."""
    return round(dpi) if abs(dpi - round(dpi)) < A_METRES_DOT else dpi


def _size_at(picture: Image.Image, dpi: tuple[float, float]) -> LabelSize | None:
    """Where that is a size of a label."""
    if min(dpi) < SCREEN_DPI + 1:
        return None
    width = LabelSize.from_dots(picture.width, picture.height, dpi=dpi[0]).width_mm
    height = LabelSize.from_dots(picture.width, picture.height, dpi=dpi[1]).height_mm
    is_label = min(width, height) >= SMALLEST_MM and max(width, height) <= A4.height_mm + SPARE_MM
    return LabelSize(width, height) if is_label else None


def flat(picture: Image.Image) -> Image.Image:
    """Black and white, grey or colour on white paper; nothing else."""
    if picture.has_transparency_data:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    if picture.mode.startswith("I"):  # 16 bits a dot: Pillow would cut where it should scale
        picture = picture.convert("I").point(lambda value: value / 257)
        return picture.convert("L")
    return picture.convert("L") if picture.mode in {"1", "L"} else picture.convert("RGB")


def _add(document: pypdfium2.PdfDocument, picture: Image.Image, size: LabelSize) -> None:
    """A page of that size with the picture in its middle; the lock is held."""
    width, height = size.points
    scale = min(width / picture.width, height / picture.height)
    shown = (picture.width * scale, picture.height * scale)
    matrix = pypdfium2.PdfMatrix().scale(*shown)
    matrix = matrix.translate((width - shown[0]) / 2, (height - shown[1]) / 2)
    page = document.new_page(width, height)
    bitmap = pypdfium2.PdfBitmap.from_pil(picture)
    image = pypdfium2.PdfImage.new(document)
    image.set_bitmap(bitmap)
    image.set_matrix(matrix)
    page.insert_obj(image)
    page.gen_content()
    bitmap.close()
    page.close()
