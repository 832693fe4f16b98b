"""Read a label's barcodes back, as a scanner would, and compare them with the numbers that they must bear."""

from collections.abc import Iterable

import zxingcpp
from PIL import Image
from zxingcpp import Binarizer

from packages_ui.labels.pdfium import draw, opened

SHORTEST = 4


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


def barcodes_in(image: Image.Image) -> list[str]:
    """Texts of the barcodes on a picture in grey or in black and white, whichever way they are turned."""
    how = Binarizer.BoolCast if image.mode == "1" else Binarizer.LocalAverage
    grey = image.convert("L")
    # light codes on a dark ground hardly exist, and to look for them as well takes a fifth of the time
    found = zxingcpp.read_barcodes(grey, binarizer=how, try_invert=False)
    return [each.text for each in found or zxingcpp.read_barcodes(grey)]


def matches(barcodes: Iterable[str], numbers: Iterable[str]) -> bool:
    """Whether one of the numbers is in one of the barcodes. Carriers add prefixes, routing codes, spaces and
    GS1's signs, so only letters and digits count, large like small. Numbers of less than 4 tell nothing."""
    wanted = [plain for number in numbers if len(plain := _plain(number)) >= SHORTEST]
    return any(number in plain for plain in map(_plain, barcodes) for number in wanted)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
