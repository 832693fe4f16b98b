"""Text that must stay in its box: shrunk as far as it can be read, then cut with an ellipsis."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

from packages_ui.labels.fonts import OWN_LETTERS
from packages_ui.labels.size import POINTS_PER_MM

LINE_HEIGHT = 1.2  # of the font's size
LONGEST = 400  # letters of one text that are measured; no box holds more
UNITS = 1000
LARGEST_PT = 200.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines as they are to be set, and the font's size in points."""

    lines: tuple[str, ...]
    size_pt: float


def clean(text: str) -> str:
    """One line of visible text: composed letters, no control or direction signs, single spaces."""
    composed = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    visible = (" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in composed)
    return " ".join("".join(visible).split())[:LONGEST]


def fit(
    texts: Sequence[str],
    *,
    font: Path,
    width_mm: float,
    height_mm: float,
    largest_pt: float,
    smallest_pt: float,
) -> Fitted:
    """Wrap `texts` (each on a line of its own) into the box at the largest size that holds them all."""
    size = largest_pt
    while True:
        room = max(1, int(height_mm * POINTS_PER_MM / (size * LINE_HEIGHT)))
        lines = [line for text in texts for line in _wrap(text, font, width_mm * POINTS_PER_MM / size)]
        if len(lines) <= room:
            return Fitted(tuple(lines), size)
        if size <= smallest_pt:
            return Fitted(_cut(lines, room, font, width_mm * POINTS_PER_MM / size), size)
        size = max(smallest_pt, size - 1)


def widest_pt(text: str, *, font: Path, width_mm: float) -> float:
    """The largest size in points at which no word of the text has to be broken."""
    widest = max((_width(word, font) for word in text.split()), default=0.0)
    return width_mm * POINTS_PER_MM / widest if widest else LARGEST_PT


def _wrap(text: str, font: Path, width: float) -> Iterator[str]:
    """Break at spaces, and inside a word only where it is wider than the line; `width` is in em."""
    line, used = "", 0.0
    for word in text.split():
        for piece in _pieces(word, font, width):
            taken = _width(piece, font)
            if line and used + _width(" ", font) + taken > width:
                yield line
                line, used = "", 0.0
            used += taken + (_width(" ", font) if line else 0)
            line = f"{line} {piece}" if line else piece
    if line:
        yield line


def _pieces(word: str, font: Path, width: float) -> Iterator[str]:
    start, used = 0, 0.0
    for place, letter in enumerate(word):
        if place > start and used + _advance(letter, font) > width:
            yield word[start:place]
            start, used = place, 0.0
        used += _advance(letter, font)
    yield word[start:]


def _cut(lines: list[str], room: int, font: Path, width: float) -> tuple[str, ...]:
    last = lines[room - 1]
    while last and _width(f"{last}…", font) > width:
        last = last[:-1]
    return (*lines[: room - 1], f"{last.rstrip()}…")


def _width(text: str, font: Path) -> float:
    return sum(_advance(letter, font) for letter in text)


@cache
def _advance(letter: str, font: Path) -> float:
    """Width of a letter in em; one that another font must draw counts as a wide one."""
    return _font(font).getlength(letter) / UNITS if ord(letter) in OWN_LETTERS else 1.25


@cache
def _font(font: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font, UNITS, layout_engine=ImageFont.Layout.BASIC)
