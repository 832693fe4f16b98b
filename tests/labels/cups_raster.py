"""PWG Raster read by CUPS' own reader."""

import ctypes
import os
import struct
from dataclasses import dataclass

from PIL import Image

HEADER = 1796
READ = 0
BLACK, GREY, COLOR = 3, 18, 19
MODES = {BLACK: "1", GREY: "L", COLOR: "RGB"}


@dataclass(frozen=True)
class RasterPage:
    """`image` is white where the paper stays so; `points` is the paper's size; `pages` are there in all."""

    image: Image.Image
    dpi: tuple[int, int]
    points: tuple[int, int]
    pages: int


def read_raster(content: bytes) -> list[RasterPage]:
    cups = _library()
    file = os.memfd_create("raster")
    try:
        os.write(file, content)
        os.lseek(file, 0, os.SEEK_SET)
        raster = cups.cupsRasterOpen(file, READ)
        assert raster, cups.cupsRasterErrorString()
        pages = []
        header = ctypes.create_string_buffer(HEADER)
        while cups.cupsRasterReadHeader2(raster, header):
            pages.append(_page(cups, raster, header.raw))
        cups.cupsRasterClose(raster)
    finally:
        os.close(file)
    return pages


def _page(cups: ctypes.CDLL, raster: int, header: bytes) -> RasterPage:
    across, down = struct.unpack_from("=II", header, 276)
    wide, high = struct.unpack_from("=II", header, 352)
    width, height = struct.unpack_from("=II", header, 372)
    row, space = (struct.unpack_from("=I", header, offset)[0] for offset in (392, 400))
    pages = struct.unpack_from("=I", header, 452)[0]
    size = row * height
    dots = ctypes.create_string_buffer(size)
    assert cups.cupsRasterReadPixels(raster, dots, size) == size, "the page is not whole"
    image = Image.frombytes(MODES[space], (width, height), dots.raw[:size])
    image = image.point(lambda dot: 255 - dot) if space == BLACK else image
    return RasterPage(image, (across, down), (wide, high), pages)


def _library() -> ctypes.CDLL:
    cups = ctypes.CDLL("libcups.so.2")
    cups.cupsRasterOpen.restype = ctypes.c_void_p
    cups.cupsRasterErrorString.restype = ctypes.c_char_p
    cups.cupsRasterReadHeader2.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    cups.cupsRasterReadPixels.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint]
    cups.cupsRasterClose.argtypes = [ctypes.c_void_p]
    return cups
