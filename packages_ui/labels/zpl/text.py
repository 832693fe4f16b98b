"""The letters that a printer's resident fonts have and the renderer's lack, from a font of ours."""

import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from PIL import ImageFont

from packages_ui.labels.fonts import ZPL, ZPL_LETTERS

OUR_FONT = b"R:LABEL.TTF"
OUR_LETTER = b"9"  # no resident font has it
# Resident bitmap fonts: height and width of their smallest size in dots, and how far the next letter stands.
BITMAPS = {
    b"A": (9, 5, 6),
    b"B": (11, 7, 9),
    b"C": (18, 10, 12),
    b"D": (18, 10, 12),
    b"E": (28, 15, 20),
    b"F": (26, 13, 16),
    b"G": (60, 40, 48),
    b"H": (21, 13, 19),
}
MOST_TIMES = 10
MOST_LETTERS = 400  # that are measured
UNITS = 1000


@dataclass(frozen=True, slots=True)
class Font:
    """A font's letter, its height and width in dots (0: not set), and how the field is turned."""

    letter: bytes
    height: int
    width: int
    turn: bytes = b""

    def changed(self, value: bytes) -> "Font":
        """By `^CF`, whose parameters are tidy. A size that is not given stays, unless the font changes."""
        letter, height, width = (*value.split(b","), b"", b"", b"")[:3]
        if letter and letter != self.letter and not height and not width:
            return Font(letter, 0, 0)
        return replace(
            self,
            letter=letter or self.letter,
            height=int(height) if height else self.height,
            width=int(width) if width else (0 if height else self.width),
        )

    def chosen(self, font: bytes) -> "Font":
        """By a field's own `^A`, or this one where it has none."""
        if not font:
            return self
        turn, height, width = (*font[3:].split(b","), b"", b"")[:3]
        return Font(font[2:3].upper(), int(height or 0), int(width or 0), turn)


def our_font(letter: bytes) -> bytes:
    """Our font under that letter."""
    return b"^CW%s,%s" % (letter, OUR_FONT)


def stand_in(font: Font, data: bytes) -> bytes:
    """Our font instead of `font`, as high, and for a bitmap font as wide over the whole text."""
    if font.letter not in BITMAPS:
        return b"^A%s%s,%d,%d" % (OUR_LETTER, font.turn, font.height or font.width or 15, font.width)
    height, width, pitch = BITMAPS[font.letter]
    tall = _times(font.height, height) if font.height else _times(font.width, width)
    wide = _times(font.width, width) if font.width else tall
    letters = data[:MOST_LETTERS].decode(errors="ignore")
    ours = _advance(letters) or 1.0
    return b"^A%s%s,%d,%d" % (
        OUR_LETTER,
        font.turn,
        tall * height,
        max(round(len(letters) * wide * pitch / ours), 1),
    )


def with_our_letters(data: bytes) -> bytes:
    """Put `?` for letters that the font lacks: one emoji in a name must not cost the label."""
    if data.isascii():
        return data
    composed = unicodedata.normalize("NFC", data.decode())
    return "".join(letter if ord(letter) in ZPL_LETTERS else "?" for letter in composed).encode()


@cache
def font_load() -> bytes:
    """Load our font into the renderer: its own lacks `ı ü ş`."""
    font = ZPL.read_bytes()
    return b"~DYR:LABEL,A,T,%d,,%s\n" % (len(font), font.hex().upper().encode())


def _times(size: int, smallest: int) -> int:
    """A bitmap font grows by whole times."""
    return min(max(round(size / smallest), 1), MOST_TIMES)


def _advance(letters: str) -> float:
    """In parts of the font's height."""
    return _loaded().getlength(letters) / UNITS


@cache
def _loaded() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(ZPL, UNITS, layout_engine=ImageFont.Layout.BASIC)
