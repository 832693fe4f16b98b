"""Barcodes as one vector path, so that a printer's dots and the bars' edges fall together."""

from dataclasses import dataclass

import zint

from packages_ui.labels.errors import LabelError
from packages_ui.messages import labels as messages

CODE128_QUIET = 10  # modules left and right, by ISO/IEC 15417
QR_QUIET = 4  # modules on all sides, by ISO/IEC 18004
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Barcode:
    """A barcode in modules (its narrowest bar is 1), quiet zone counted in; Code 128 is 1 high."""

    path: str
    width: int
    height: int

    def svg(self, *, width_mm: float, height_mm: float) -> str:
        """Draw it in millimetres; Code 128 is stretched to `height_mm`."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:g}mm" height="{height_mm:g}mm" '
            f'viewBox="0 0 {self.width} {self.height}" preserveAspectRatio="none">'
            f'<path d="{self.path}"/></svg>'
        )


def code128(text: str) -> Barcode:
    """Code 128 of ASCII text; LabelError for other letters, for no text and for more than 200."""
    if not text.isascii() or not text.isprintable():
        raise LabelError(messages.CODE128_LETTERS())
    return _barcode(text, zint.Symbology.CODE128, across=CODE128_QUIET, down=0)


def qr(text: str) -> Barcode:
    """QR code of any text of 1 to 200 letters; LabelError for others."""
    return _barcode(text, zint.Symbology.QRCODE, across=QR_QUIET, down=QR_QUIET)


def _barcode(text: str, symbology: zint.Symbology, *, across: int, down: int) -> Barcode:
    if not 0 < len(text) <= LONGEST:
        raise LabelError(messages.BARCODE_LENGTH(most=LONGEST, length=len(text)))
    symbol = zint.Symbol()
    symbol.symbology = symbology
    try:
        symbol.encode(text)
    except RuntimeError as error:
        raise LabelError(messages.NO_BARCODE_POSSIBLE()) from error
    bars = [bar for row in range(symbol.rows) for bar in _bars(symbol, row, across=across, down=down)]
    return Barcode("".join(bars), symbol.width + 2 * across, symbol.rows + 2 * down)


def _bars(symbol: zint.Symbol, row: int, *, across: int, down: int) -> list[str]:
    """Each run of dark modules in a row as one rectangle."""
    data = symbol.encoded_data
    dark = [data[row, column // 8] >> column % 8 & 1 for column in range(symbol.width)]
    starts = [x for x in range(symbol.width) if dark[x] and not (x and dark[x - 1])]
    ends = [x + 1 for x in range(symbol.width) if dark[x] and not (x + 1 < symbol.width and dark[x + 1])]
    return [
        f"M{x + across} {row + down}h{end - x}v1h-{end - x}z" for x, end in zip(starts, ends, strict=True)
    ]
