"""Pictures in ZPL whose data is longer or shorter than declared: cut, or filled up, as a printer does."""

import binascii
import io
import re
import zlib
from base64 import b64decode

from PIL import Image, ImageOps

MOST_BYTES = 2 * 1024 * 1024
SPARE = 65536  # bytes of data that are read although the picture does not need them
RUN = re.compile(rb"([G-Yg-z]{1,8})([0-9A-Fa-f])")  # longer runs of counts would be read over and over
ROW_END = re.compile(rb"[,!:]")
NOT_DATA = re.compile(rb"[^0-9A-Fa-fG-Zg-z,!:]")
PACKED = re.compile(rb":([BZ])64:([^:]*)")


def exact_graphic(value: bytes) -> bytes | None:
    """What stands behind `^GF`, with exactly the declared data; None where it declares nothing usable."""
    kind, *parts = value.split(b",", 4)
    if len(parts) < 4:
        return None
    total, row = _number(parts[1]) or _number(parts[0]), _number(parts[2])
    data = _binary(kind, parts[3], total, row)
    return (
        None if data is None else b"A,%d,%d,%d,%s" % (len(data), len(data), row, data.hex().upper().encode())
    )


def exact_download(value: bytes) -> bytes | None:
    """The same behind `~DG`."""
    name, *parts = value.split(b",", 3)
    if len(parts) < 3:
        return None
    total, row = _number(parts[0]), _number(parts[1])
    data = _binary(b"A", parts[2], total, row)
    return None if data is None else b"%s,%d,%d,%s" % (name, len(data), row, data.hex().upper().encode())


def png_download(value: bytes) -> bytes | None:
    """A PNG behind `~DY` as what stands behind `~DG`; None where it is none, or far too large."""
    name, *parts = value.split(b",", 5)
    if len(parts) < 5 or b"P" not in {parts[0].strip().upper(), parts[1].strip().upper()}:
        return None
    try:
        with Image.open(io.BytesIO(_png(parts[4])), formats=["PNG"]) as png:
            if png.width * png.height > MOST_BYTES * 8:
                return None
            black = ImageOps.invert(_on_white(png)).convert("1", dither=Image.Dither.NONE)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    row = (black.width + 7) // 8
    return b"%s,%d,%d,%s" % (name, row * black.height, row, black.tobytes().hex().upper().encode())


def _png(text: bytes) -> bytes:
    """Its bytes, which come as they are, as hex digits, or packed."""
    if packed := PACKED.match(text.strip()):
        return _unpacked(packed[1], packed[2])
    return text if text.startswith(b"\x89PNG") else bytes.fromhex(text.strip().decode("ascii", "replace"))


def _on_white(png: Image.Image) -> Image.Image:
    coloured = png.convert("RGBA")
    white = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(white, coloured).convert("L")


def _number(text: bytes) -> int:
    digits = text.strip()
    return int(digits) if digits.isdigit() and len(digits) < 9 else 0


def _binary(kind: bytes, text: bytes, total: int, row: int) -> bytes | None:
    """`total` bytes, in whole rows."""
    if not 0 < row <= total <= MOST_BYTES:
        return None
    if kind.strip().upper() == b"B":
        data = text
    elif packed := PACKED.match(text.strip()):
        data = _unpacked(packed[1], packed[2])
    else:
        data = _from_letters(text[: 4 * total + SPARE], row, total)
    total -= total % row
    return data[:total].ljust(total, b"\0")


def _unpacked(kind: bytes, text: bytes) -> bytes:
    try:
        data = b64decode(text)
        return zlib.decompressobj().decompress(data, MOST_BYTES) if kind == b"Z" else data
    except (binascii.Error, zlib.error):
        return b""


def _from_letters(text: bytes, row: int, total: int) -> bytes:
    """Hex digits, with counts before them, and signs that fill a row or repeat the one before."""
    rows: list[bytes] = []
    width, text, at = 2 * row, NOT_DATA.sub(b"", text), 0
    spread = _Spreader(2 * total)
    while at < len(text) and len(rows) * row < total:
        found = ROW_END.search(text, at)
        line = RUN.sub(spread.run, text[at : found.start() if found else None])
        at = found.end() if found else len(text)
        rows += [line[start : start + width] for start in range(0, len(line), width)]
        is_begun = bool(len(line) % width)
        if found and found[0] == b":" and not is_begun:
            rows.append(rows[-1] if rows else b"")
        elif found and (is_begun or not line):
            rows.append((rows.pop() if is_begun else b"").ljust(width, b"F" if found[0] == b"!" else b"0"))
    hexed = re.sub(rb"[^0-9A-Fa-f]", b"0", b"".join(each.ljust(width, b"0") for each in rows))
    return bytes.fromhex(hexed[: 2 * total].decode())


class _Spreader:
    """Undoes counts, to no more than so many letters in all."""

    def __init__(self, left: int) -> None:
        self.left = left

    def run(self, found: re.Match[bytes]) -> bytes:
        """`G` to `Y` count 1 to 19, `g` to `z` 20 to 400 by twenties; together they are added."""
        count = sum(letter - 0x46 if letter < 0x60 else 20 * (letter - 0x66) for letter in found[1])
        count = min(count, self.left)
        self.left -= count
        return found[2] * count
