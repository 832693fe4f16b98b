"""Sheets of office printers with labels on them, made when a test needs them."""

import io
from collections.abc import Sequence
from functools import cache

import pypdfium2
from pypdf import PdfReader, PdfWriter
from pypdf.generic import FloatObject, NameObject, RectangleObject

from packages_ui.labels.barcode import code128
from packages_ui.labels.boxes import Box, code, rule, text, write
from packages_ui.labels.pdfium import opened, saved
from packages_ui.labels.size import A4, LABEL_100X150, POINTS_PER_MM, LabelSize

A6_CELL = LabelSize(92, 130)


@cache
def label_pdf(barcode: str, size: LabelSize = LABEL_100X150) -> bytes:
    """A label of that size: text at its top, a barcode near its end, a frame 2 mm from its edges."""
    width, height = size.width_mm, size.height_mm
    parts = [
        rule(Box(2, 2, width - 4, 0.5)),
        rule(Box(2, height - 2.5, width - 4, 0.5)),
        text([f"Label {barcode}"], Box(8, 8, width - 16, 12), largest=20),
        code(barcode, Box(0, height - 40, width, 25)),
    ]
    assert code128(barcode)
    return write([parts], size=size)


@cache
def paper_pdf(words: str = "CN23", size: LabelSize = A4) -> bytes:
    """A whole page of text, as customs want it."""
    lines = [
        text([f"{words} line {row}"], Box(15, 15 + row * 10, size.width_mm - 30, 8), largest=12)
        for row in range(int((size.height_mm - 30) / 10))
    ]
    frame = [rule(Box(10, top, size.width_mm - 20, 0.5)) for top in (10, size.height_mm - 10)]
    return write([[*lines, *frame]], size=size)


def sheet(*labels: tuple[bytes, float, float], size: LabelSize = A4, line: bool = False) -> bytes:
    """Labels on one page, each with its place in mm from the upper left corner; `line`: to cut along."""
    made = pypdfium2.PdfDocument.new()
    page = made.new_page(*size.points)
    lying = size.width_mm > size.height_mm
    middle = Box(size.width_mm / 2, 0, 0.3, size.height_mm) if lying else Box(0, size.height_mm / 2, 210, 0.3)
    cuts = write([[rule(middle)]], size=size) if line else None
    for pdf, left, top in (*labels, *([(cuts, 0.0, 0.0)] if cuts else [])):
        with opened(pdf) as document:
            captured = document.page_as_xobject(0, made)
            shown = captured.as_pageobject()
            height = document[0].get_size()[1]
            down = size.points[1] - top * POINTS_PER_MM - height
            shown.set_matrix(pypdfium2.PdfMatrix().translate(left * POINTS_PER_MM, down))
            page.insert_obj(shown)
            captured.close()
    page.gen_content()
    pdf = saved(made)
    page.close()
    made.close()
    return pdf


def four(*barcodes: str, line: bool = False) -> bytes:
    """A4 with a label in each quarter, as far as there are any."""
    places = ((5, 7), (113, 7), (5, 155), (113, 155))
    labels = (label_pdf(barcode, A6_CELL) for barcode in barcodes)
    return sheet(*((pdf, *place) for pdf, place in zip(labels, places, strict=False)), line=line)


def behind(*pdfs: bytes) -> bytes:
    """The pages of all, one file."""
    writer = PdfWriter()
    for pdf in pdfs:
        writer.append(io.BytesIO(pdf))
    return _written(writer)


def with_unit(pdf: bytes, unit: float, *, packed: bool = False) -> bytes:
    """The same size on paper, told in larger units of the page."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        page.scale_by(1 / unit)
        page[NameObject("/UserUnit")] = FloatObject(unit)
    if packed:
        writer.compress_identical_objects()
    return _written(writer)


def turned(pdf: bytes, degrees: int) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        page.rotate(degrees)
    return _written(writer)


def cropped(pdf: bytes, left: float, top: float, size: LabelSize) -> bytes:
    """Only that part of each page is shown (mm)."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        height = float(page.mediabox.height)
        x, y = left * POINTS_PER_MM, height - (top + size.height_mm) * POINTS_PER_MM
        page.cropbox = RectangleObject((x, y, x + size.points[0], y + size.points[1]))
    return _written(writer)


def pages_of(pdf: bytes) -> Sequence[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
