"""Read a label's barcodes back, as a scanner would."""

import zxingcpp
from PIL import Image, ImageFilter, ImageOps
from zxingcpp import BarcodeFormat, Binarizer

from packages_ui.labels.pdfium import draw, opened

EDGE = 60  # dots
HALF = 127
BARS = zxingcpp.BarcodeFormats(BarcodeFormat.LinearCodes)


def read_barcodes(pdf: bytes, *, dpi: int = 203) -> list[str]:
    """Texts of the barcodes on all pages, drawn at `dpi` as a printer would; empty where none can be read."""
    texts: list[str] = []
    with opened(pdf) as document:
        pages = len(document)
    for number in range(pages):
        with opened(pdf) as document:
            image = draw(document, number, dpi=dpi)
        texts += barcodes_in(image)
    return texts


def barcodes_in(image: Image.Image, *, bars: int = 0) -> list[str]:
    """Texts of the barcodes on a picture in grey or in black and white, whichever way they are turned.
    `bars`: so many there are for certain, and all of bars."""
    return [text for _, text in codes_in(image, bars=bars)]


def codes_in(image: Image.Image, *, bars: int = 0) -> list[tuple[str, str]]:
    """The same, each with the name of its kind before it."""
    how = Binarizer.BoolCast if image.mode == "1" else Binarizer.LocalAverage
    grey = image.convert("L")
    found = _upright(grey, how) if bars else []
    if not found or len(found) != bars:
        # light codes on a dark ground hardly exist, and searching for them takes a fifth of the time
        found = zxingcpp.read_barcodes(grey, binarizer=how, try_invert=False)
    if not found:  # bars that begin at the label's edge have only the box around it for a quiet zone
        found = zxingcpp.read_barcodes(ImageOps.expand(grey, EDGE, 255))
    if not found:  # a picture whose greys are single dots: a scanner's lens runs them together, too
        blurred = grey.filter(ImageFilter.BoxBlur(1)).point(lambda dot: 255 * (dot > HALF))
        found = zxingcpp.read_barcodes(ImageOps.expand(blurred, EDGE, 255))
    return [(each.format.name, each.text) for each in found]


def _upright(grey: Image.Image, how: Binarizer) -> list[zxingcpp.Barcode]:
    """Bars that stand as letters do, in a seventh of the time."""
    return zxingcpp.read_barcodes(
        grey,
        binarizer=how,
        try_invert=False,
        try_rotate=False,
        try_downscale=False,
        formats=BARS,
    )
