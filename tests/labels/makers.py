"""Small labels in every format, made anew for each test."""

import io
from collections.abc import Iterator

import pypdfium2
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from packages_ui.labels.barcode import code128
from packages_ui.labels.pdfium import draw, opened
from packages_ui.labels.size import LabelSize

ZPL = (
    "^XA^CI28^PW812^LL1218^FO30,30^A0N,50,50^FDŞükrü Çığ, İstanbul ğüşıöç^FS"
    "^FO30,200^BY3^BCN,200,Y,N,N^FD7300412345678^FS^XZ"
)


def make_pdf(*sizes: LabelSize, rotate: int = 0) -> bytes:
    """A PDF with one blank page for each size, turned by `rotate` degrees."""
    document = pypdfium2.PdfDocument.new()
    for size in sizes:
        page = document.new_page(*size.points)
        page.set_rotation(rotate)
        page.close()
    pdf = io.BytesIO()
    document.save(pdf)
    document.close()
    return pdf.getvalue()


def make_locked_pdf(*, password: str) -> bytes:
    """A PDF that asks for a password before it opens."""
    writer = PdfWriter()
    writer.add_blank_page(width=283, height=425)
    writer.encrypt(password, algorithm="RC4-128")
    pdf = io.BytesIO()
    writer.write(pdf)
    return pdf.getvalue()


def stamp(pdf: bytes) -> bytes:
    """The PDF with a black square on its first page that is no part of the page, but meant for paper."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    look = StreamObject()
    look.set_data(b"0 g 0 0 50 50 re f")
    look.update({NameObject("/Subtype"): NameObject("/Form"), NameObject("/BBox"): _box(0, 0, 50, 50)})
    note = DictionaryObject(
        {NameObject("/Subtype"): NameObject("/Stamp"), NameObject("/Rect"): _box(9, 9, 59, 59)}
    )
    note[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(look)})
    note[NameObject("/F")] = NumberObject(4)  # print
    writer.add_annotation(0, note)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _box(*corners: int) -> ArrayObject:
    return ArrayObject([NumberObject(corner) for corner in corners])


def make_picture(
    width: int, height: int, *, kind: str = "PNG", mode: str = "RGB", dpi: int = 0, turn: int = 1
) -> bytes:
    """A white picture whose left quarter is black; `turn` is EXIF's orientation (1 is upright)."""
    picture = Image.new(mode, (width, height), "white")
    picture.paste(Image.new(mode, (width // 4, height), "black"), (0, 0))
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    if dpi:
        picture.save(out, kind, exif=exif, dpi=(dpi, dpi))
    else:
        picture.save(out, kind, exif=exif)
    return out.getvalue()


def make_html(text: str, *, rule: str = "", barcode: str = "7300412345678") -> str:
    """A label as HTML with a barcode as inline SVG."""
    svg = code128(barcode).svg(width_mm=80, height_mm=20)
    return f"<!DOCTYPE html><html><head><style>{rule}</style></head><body><p>{text}</p>{svg}</body></html>"


def text_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def look_at(pdf: bytes, *, dpi: float = 203) -> Image.Image:
    """The first page as it would be printed, in grey."""
    with opened(pdf) as document:
        return draw(document, 0, dpi=dpi)


def darkness(image: Image.Image, *areas: tuple[float, float, float, float]) -> Iterator[float]:
    """How dark each area is, 0 white to 1 black; areas are left, top, right, bottom as parts of the whole."""
    width, height = image.size
    for left, top, right, bottom in areas:
        part = image.crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))
        values = part.convert("L").tobytes()
        yield 1 - sum(values) / len(values) / 255
