"""All formats of a label as one text for the renderer, and what becomes of what it refuses."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from PIL import Image

from packages_ui.labels.errors import LabelError
from packages_ui.labels.zpl.fields import Chunk
from packages_ui.labels.zpl.heavy import (
    Heavy,
    exact,
    heaviest,
    is_too_heavy,
    taken_out,
    with_heavy,
    without_downloads,
)
from packages_ui.labels.zpl.prepare import Format
from packages_ui.labels.zpl.renderer import Refusal, render
from packages_ui.labels.zpl.table import RESIDENT_FONTS
from packages_ui.labels.zpl.text import OUR_FONT, OUR_LETTER, font_load, our_font
from packages_ui.messages import labels as messages

MOST_LOST = 40  # fields: a label of which more cannot be drawn is not drawn
MOST_HEAVY = 10  # pictures that are drawn apart: each is drawn several times
MOST_SHOWN = 60  # bytes of such a field that are shown
USE_FONT = b"^XA%s^XZ" % our_font(OUR_LETTER)


class Sheet:
    """All formats as one text for the renderer. What it refuses is put right, or else left out."""

    def __init__(self, formats: Sequence[Format], dpi: int) -> None:
        self.dpi = dpi
        self.barcodes: dict[tuple[int, int], bool] = {}
        self.lost: dict[tuple[int, int], str] = {}
        self.reason = ""
        self.chunks: list[tuple[tuple[int, int], Chunk]] = []
        self.heavy: list[Heavy] = []
        for number, each in enumerate(formats):
            self._add(number, each, _fonts(formats))

    def _add(self, number: int, label: Format, fonts: bytes) -> None:
        for chunk in label.before:
            self.chunks.append(((number, 0), chunk))
        for piece in range(label.pictures):
            stored = b"^DF" + label.stored if label.stored else b""
            self.chunks.append(((number, 0), Chunk(b"^XA" + stored + b"^CI28" + fonts)))
            for chunk in label.chunks:
                key = (number, chunk.place)
                if chunk.is_drawing:
                    self.barcodes[key] = self.barcodes.get(key, False) or chunk.is_barcode
                self.chunks.append((key, replace(chunk, text=chunk.at(piece), serial=None)))
            self.chunks.append(((number, 0), Chunk(b"^XZ")))

    def render(self, canvas: tuple[int, int]) -> list[Image.Image]:
        """One for each format that is not stored, and each of its pieces that differs."""
        mended: set[int] = set()
        while True:
            texts = [chunk.text for _, chunk in self.chunks]
            head = font_load() + USE_FONT if any(map(_is_ours, texts)) else b""
            found = render(head + b"".join(texts), canvas, dpi=self.dpi, skip=1 if head else 0)
            if not isinstance(found, Refusal):
                return with_heavy(found, self.heavy, canvas, dpi=self.dpi)
            if is_too_heavy(found) and self._take_out():
                continue
            place = bisect_right(list(accumulate(map(len, texts), initial=len(head))), found.offset) - 1
            if not 0 <= place < len(texts) or len(self.lost) >= MOST_LOST:
                raise LabelError(messages.ZPL_CANNOT(why=found.reason))
            self.reason = found.reason
            self._mend(place, mended, found)

    def _take_out(self) -> bool:
        """The largest picture, to be drawn apart; whether there is one."""
        if len(self.heavy) >= MOST_HEAVY:
            return False
        texts = without_downloads([chunk.text for _, chunk in self.chunks])
        for at, text in enumerate(texts):
            key, chunk = self.chunks[at]
            if text != chunk.text:
                self.chunks[at] = (key, replace(chunk, text=text))
        place = heaviest(texts)
        found = None if place is None else taken_out(texts, place)
        if place is None or found is None:
            return False
        self.heavy.append(found)
        self.chunks[place] = (self.chunks[place][0], Chunk(b""))
        return True

    def _mend(self, place: int, mended: set[int], found: Refusal) -> None:
        key, chunk = self.chunks[place]
        whole = None if id(chunk) in mended else exact(chunk.text)
        if whole is not None:
            self.chunks[place] = (key, replace(chunk, text=whole))
            mended.add(id(self.chunks[place][1]))
            return
        if chunk.text[:3] in {b"^XA", b"^XZ"}:
            raise LabelError(messages.ZPL_CANNOT(why=found.reason))
        if chunk.is_drawing:
            self.lost[key] = chunk.text[:MOST_SHOWN].decode("utf-8", "replace").removesuffix("^FS")
        self.chunks[place] = (key, Chunk(b""))


def _is_ours(text: bytes) -> bool:
    return OUR_FONT in text or b"^A" + OUR_LETTER in text


def _fonts(formats: Sequence[Format]) -> bytes:
    """A stored form does not know the letters that will stand in it: all its fonts are ours then."""
    is_plain = all(chunk.text.isascii() for each in formats for chunk in each.chunks)
    if is_plain or not any(each.stored for each in formats):
        return b""
    return b"".join(our_font(letter.encode()) for letter in sorted(RESIDENT_FONTS))
