"""How large the unit of a PDF's pages is, which PDFium does not report."""

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

USER_UNIT = re.compile(rb"/UserUnit\s*([\d.]+)")
OBJECT_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
MOST_UNPACKED = 4 * 1024 * 1024
MOST_PACKED = 1024 * 1024
MOST_STREAMS = 200


def user_units(pdf: bytes, pages: int) -> list[float]:
    """By how much each page's unit is larger than a point: PDFium does not report it."""
    if not any(USER_UNIT.search(text) for text in _texts(pdf)):
        return [1.0] * pages
    import pypdf  # noqa: PLC0415 - hardly any label needs it

    units = [1.0] * pages
    with suppress(Exception):  # what it cannot read, PDFium could: as large as in its result
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        found = [float(page.get("/UserUnit", 1.0)) for page in reader.pages]
        units = [unit if 0.1 <= unit <= 100 else 1.0 for unit in found][:pages] + units[len(found) :]
    return units


def _texts(pdf: bytes) -> Iterator[bytes]:
    """Where pages may be described: in the file itself, and in the streams of objects that are packed."""
    yield pdf
    for count, found in enumerate(OBJECT_STREAM.finditer(pdf)):
        if count == MOST_STREAMS:
            return
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(pdf[found.end() : found.end() + MOST_PACKED], MOST_UNPACKED)
