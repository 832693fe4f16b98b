"""PNG and JPEG labels to a page, without losing a dot."""

import io
from contextlib import suppress

import pypdfium2
from PIL import Image, ImageFile, ImageOps

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.pdfium import LOCK, saved
from packages_ui.labels.size import A4, LabelSize

BROKEN = "The label's picture is broken or cut off. Fetch it again; if it stays so, ask the carrier."
SMALLEST_MM = 30  # a picture that says it is smaller, or larger than A4, has no true dpi
SCREEN_DPI = 96  # up to here it is what programs write when they know none


def picture_to_pdf(content: bytes, *, kind: str, size: LabelSize) -> bytes:
    """Put a picture on one page: its own size if its dpi is believable, else fitted to `size`.

    `size` is turned for a picture that is wider than high; EXIF turns are obeyed; clear parts become white.
    """
    picture = _open(content, kind=kind)
    own = _own_size(picture)
    wide = picture.width > picture.height
    page = own or (size.turned() if wide != (size.width_mm > size.height_mm) else size)
    return _page(_flat(picture), page)


def _open(content: bytes, *, kind: str) -> Image.Image:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint allows them for the whole process when it is loaded
    try:
        picture = Image.open(io.BytesIO(content), formats=[kind])
        limits.check_pixels(*picture.size)
        dpi = picture.info.get("dpi")
        turned = ImageOps.exif_transpose(picture)
        turned.load()
    except (OSError, ValueError, SyntaxError, ArithmeticError, Image.DecompressionBombError) as error:
        raise LabelError(BROKEN) from error
    turned.info["dpi"] = dpi[::-1] if dpi and turned.size != picture.size else dpi
    return turned


def _own_size(picture: Image.Image) -> LabelSize | None:
    with suppress(TypeError, ValueError, ZeroDivisionError, OverflowError):
        across, down = (float(value) for value in picture.info["dpi"])
        if min(across, down) < SCREEN_DPI + 1:
            return None
        width = LabelSize.from_dots(picture.width, picture.height, dpi=across).width_mm
        height = LabelSize.from_dots(picture.width, picture.height, dpi=down).height_mm
        if min(width, height) >= SMALLEST_MM and max(width, height) <= A4.height_mm:
            return LabelSize(width, height)
    return None


def _flat(picture: Image.Image) -> Image.Image:
    """Black and white, grey or colour on white paper; nothing else."""
    if picture.has_transparency_data:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    if picture.mode.startswith("I"):  # 16 bits a dot: Pillow would cut where it should scale
        picture = picture.convert("I").point(lambda value: value / 257)
        return picture.convert("L")
    return picture.convert("L") if picture.mode in {"1", "L"} else picture.convert("RGB")


def _page(picture: Image.Image, page: LabelSize) -> bytes:
    width, height = page.points
    scale = min(width / picture.width, height / picture.height)
    shown = (picture.width * scale, picture.height * scale)
    matrix = pypdfium2.PdfMatrix().scale(*shown)
    matrix = matrix.translate((width - shown[0]) / 2, (height - shown[1]) / 2)
    with LOCK:
        document = pypdfium2.PdfDocument.new()
        try:
            return _draw(document, picture, (width, height), matrix)
        finally:
            document.close()


def _draw(
    document: pypdfium2.PdfDocument,
    picture: Image.Image,
    points: tuple[float, float],
    matrix: pypdfium2.PdfMatrix,
) -> bytes:
    page = document.new_page(*points)
    bitmap = pypdfium2.PdfBitmap.from_pil(picture)
    image = pypdfium2.PdfImage.new(document)
    image.set_bitmap(bitmap)
    image.set_matrix(matrix)
    page.insert_obj(image)
    page.gen_content()
    pdf = saved(document)
    bitmap.close()
    page.close()
    return pdf
