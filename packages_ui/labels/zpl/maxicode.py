"""MaxiCodes whose postcode is shorter than its mode has room for, as UPS sends them for most countries: the
renderer refuses them, and in another mode a full message has no room. And those of mode 5, of which it draws
the middle only."""

import re

import zint
from PIL import Image

FULLY_CORRECTED = 5  # the mode with twice the error correction
PARTS = re.compile(rb"(\d{3})(\d{3})(.*?)(\[\)>\x1e01\x1d\d\d.*)", re.DOTALL)
POSTCODES = {2: rb"\d{1,8}", 3: rb"[A-Z0-9 ]{1,6}"}
WHOLE = {2: rb"\d{9}", 3: rb"[A-Z0-9]{6}"}
# of zint's dots, which it rounds: 25 to 27 mm wide, as ISO/IEC 16023 has it at every dpi
SCALES = {203: 0.7, 300: 0.98, 600: 2.05}


def short_maxicode(value: bytes, data: bytes, *, dpi: int) -> bytes | None:
    """A `^GF` of the barcode; None where the renderer draws it, or nobody can. `value`: the tidy parameters
    of `^BD`."""
    mode, found = int(value[:1] or b"2"), PARTS.match(data)
    if mode == FULLY_CORRECTED:
        return _pictured(mode, b"", data, dpi)
    if found is None or mode not in POSTCODES:
        return None
    service, country, postcode, message = found.groups()
    if re.fullmatch(WHOLE[mode], postcode) or not re.fullmatch(POSTCODES[mode], postcode):
        return None
    return _pictured(mode, postcode.strip() + country + service, message, dpi)


def _pictured(mode: int, primary: bytes, message: bytes, dpi: int) -> bytes | None:
    try:
        return _graphic(_drawn(mode, primary, message, SCALES[dpi]))
    except (RuntimeError, ValueError):
        return None


def _drawn(mode: int, primary: bytes, message: bytes, scale: float) -> Image.Image:
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.MAXICODE
    symbol.option_1, symbol.scale = mode, scale
    if primary:
        symbol.primary = primary.decode("ascii")
    symbol.encode(message.decode("latin-1"))
    symbol.buffer()
    bitmap = symbol.bitmap
    if bitmap is None or bitmap.shape is None:
        raise ValueError("it was not drawn")
    height, width, _ = bitmap.shape
    grey = Image.frombytes("RGB", (width, height), bitmap.tobytes()).convert("L")
    return grey.convert("1", dither=Image.Dither.NONE)


def _graphic(image: Image.Image) -> bytes:
    row = (image.width + 7) // 8
    ink = image.tobytes("raw", "1;I").hex().upper().encode()
    return b"^GFA,%d,%d,%d,%s" % (row * image.height, row * image.height, row, ink)
