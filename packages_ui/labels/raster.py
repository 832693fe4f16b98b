"""Pages as PWG Raster (PWG 5102.4): what every IPP Everywhere printer takes, also one that knows no PDF."""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from PIL import Image, ImageChops

from packages_ui.labels.papers import RASTER_SYNC
from packages_ui.labels.pdfium import count_pages, draw, opened
from packages_ui.labels.size import LabelSize

HEADER = 1796  # bytes
MOST_ALIKE = 256  # rows, encoded once
NAME = b"PwgRaster"
NORMAL_QUALITY = 4


@dataclass(frozen=True, slots=True)
class Kind:
    """How a dot is encoded. `mode` is PIL's; `space` and the others are the header's."""

    mode: str
    bits: int
    colors: int
    space: int

    def row(self, width: int) -> int:
        """Bytes."""
        return (width * self.bits * self.colors + 7) // 8


KINDS = {"black_1": Kind("1", 1, 1, 3), "sgray_8": Kind("L", 8, 1, 18), "srgb_8": Kind("RGB", 8, 3, 19)}


def to_raster(pdf: bytes, *, dpi: int, kind: str) -> bytes:
    """Every page of a PDF of ours; `kind` is one of KINDS, by the names that printers use. LabelError."""
    pages, made = count_pages(pdf), [RASTER_SYNC]
    for number in range(pages):
        with opened(pdf, most_pages=pages) as document:  # the lock is given back between them
            image = draw(document, number, dpi=dpi)
        made += _page(image, KINDS[kind], dpi, pages)
    return b"".join(made)


def join_rasters(first: bytes, second: bytes) -> bytes:
    """The pages of both."""
    return first + second.removeprefix(RASTER_SYNC)


def _page(image: Image.Image, kind: Kind, dpi: int, pages: int) -> Iterator[bytes]:
    yield _header(image, kind, dpi, pages)
    dots = _dots(image, kind)
    size = kind.row(image.width)
    rows = (dots[start : start + size] for start in range(0, len(dots), size))
    yield from _packed(rows, unit=max(kind.bits * kind.colors // 8, 1))


def _dots(image: Image.Image, kind: Kind) -> bytes:
    """Black is 1 where a dot is a bit, and 0 where it is a byte; black where it is at least half covered."""
    if kind.mode == "1":
        return ImageChops.invert(image.convert("1", dither=Image.Dither.NONE)).tobytes()
    return image.convert(kind.mode).tobytes()


def _packed(rows: Iterable[bytes], *, unit: int) -> Iterator[bytes]:
    """Rows that are alike are encoded once, and so are units of bytes that are alike: a count less one before
    each."""
    run = re.compile(rb"(.{%d})\1{0,127}" % unit, re.DOTALL)
    for row, alike in groupby(rows):
        encoded = b"".join(bytes((len(found[0]) // unit - 1,)) + found[1] for found in run.finditer(row))
        left = sum(1 for _ in alike)
        while left:
            count = min(left, MOST_ALIKE)
            yield bytes((count - 1,)) + encoded
            left -= count


def _header(image: Image.Image, kind: Kind, dpi: int, pages: int) -> bytes:
    points = LabelSize.from_dots(*image.size, dpi=dpi).points
    numbers = {  # by their offset
        276: dpi,
        280: dpi,
        340: 1,  # copies
        352: round(points[0]),
        356: round(points[1]),
        372: image.width,
        376: image.height,
        384: kind.bits,
        388: kind.bits * kind.colors,
        392: kind.row(image.width),
        400: kind.space,
        420: kind.colors,
        452: pages,
        456: 1,  # neither mirrored
        460: 1,  # nor upside down
        484: NORMAL_QUALITY,
    }
    header = bytearray(NAME.ljust(HEADER, b"\0"))
    for offset, number in numbers.items():
        struct.pack_into(">I", header, offset, number)
    return bytes(header)
