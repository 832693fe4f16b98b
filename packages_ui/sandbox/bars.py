"""Code 128 as bars, for the labels that are drawn rather than left to a printer."""

from dataclasses import dataclass
from functools import lru_cache

import zint

from packages_ui.sandbox.answers import refused


@dataclass(frozen=True, slots=True)
class Bars:
    """`bars` are (left, width) in modules; `width` is the whole symbol without quiet zones."""

    width: int
    bars: tuple[tuple[int, int], ...]


@lru_cache(maxsize=256)
def code128(text: str) -> Bars:
    """The bars of `text`, which must not be empty; 400 for letters that Code 128 does not have."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.CODE128
    symbol.show_hrt = False
    try:
        symbol.encode(text)
    except (RuntimeError, ValueError) as error:
        raise refused("No barcode can be made of this tracking number.") from error
    symbol.buffer_vector()
    unit = symbol.vector.width / symbol.width
    rectangles = symbol.vector.rectangles
    bars = tuple((round(bar.x / unit), round(bar.width / unit)) for bar in rectangles)
    return Bars(width=symbol.width, bars=bars)
