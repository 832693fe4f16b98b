"""How a ZPL printer reads bytes: labels, questions, and a label whose rest has not come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

KEPT = re.compile(
    rb"\^(MU|LH|PO|PM|LR|FW|CF|BY|CI|CV|JM|MC|MD|PW|LL|LS|LT|MM|MN|MT|PR|JZ)([^~^]*)|~(SD)([^~^]*)",
    re.IGNORECASE,
)
DRAWS = re.compile(rb"\^(?:F[DV]|G[BCDEFS]|X[GF]|I[ML]|SN)", re.IGNORECASE)
QUANTITY = re.compile(rb"\^PQ\s*(\d{1,8})", re.IGNORECASE)
WORD = re.compile(rb'~HS|~HQES|~JX|\^XA|\^XZ|! U1 getvar "[^"\r\n]*"\r\n', re.IGNORECASE)
BEGUN = re.compile(rb"(~[HJ]?|~HQE?|\^X?|![^~^\r\n]{0,80}\r?)\Z", re.IGNORECASE)


class ZplStream:
    """One for the whole printer: `partial` is a label that was begun, on whatever line. It outlives lines.
    `cancelled`: how often ~JX came."""

    def __init__(self) -> None:
        self.partial: bytearray | None = None
        self.cancelled = 0

    def read(self, received: bytes) -> Iterator[bytes]:
        """Whole labels, and questions, as they come; what is neither is dropped."""
        end = 0
        for word in WORD.finditer(received):
            self._text(received[end : word.start()])
            end = word.end()
            yield from self._word(word[0])
        self._text(received[end:])

    def _word(self, word: bytes) -> Iterator[bytes]:
        name = word.upper()
        if name == b"~JX":
            self.partial = None
            self.cancelled += 1
        elif word.startswith(b"~"):
            yield name
        elif word.startswith(b"!"):
            if self.partial is None:
                yield word
            self._text(word)  # in the middle of a label it is a part of that
        elif name == b"^XA":
            self.partial = self.partial or bytearray()
            self.partial += word
        elif self.partial is not None:
            yield bytes(self.partial + word)
            self.partial = None

    def _text(self, text: bytes) -> None:
        if self.partial is not None:
            self.partial += text


@dataclass(frozen=True, slots=True)
class Format:
    """One `^XA … ^XZ`: how many pieces of paper it makes, and what it sets that the printer keeps."""

    text: bytes

    @property
    def pieces(self) -> int:
        """A format without a field sets the printer and feeds no paper; one with `^DF` is stored."""
        quantity = QUANTITY.search(self.text)
        is_paper = DRAWS.search(self.text) and b"^DF" not in self.text
        return max(int(quantity[1]), 1) if is_paper and quantity else int(bool(is_paper))

    @property
    def settings(self) -> dict[str, bytes]:
        """By command, the last value of each."""
        found = ((each[0] or each[2], each[1] or each[3]) for each in KEPT.findall(self.text))
        return {name.decode().upper(): value.strip() for name, value in found}


def whole_words(received: bytes) -> tuple[bytes, bytes]:
    """What can be read now, and the beginning of a word at its end."""
    begun = BEGUN.search(received[-200:])
    cut = len(received) - len(begun[0]) if begun else len(received)
    return received[:cut], received[cut:]
