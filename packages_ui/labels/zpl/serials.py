"""Numbers that a printer counts on from one piece of paper to the next: `^SN` and `^SF`."""

import re
from dataclasses import dataclass
from string import ascii_uppercase, digits

LAST_DIGITS = re.compile(rb"(\d{1,12})(\D*)$")
ALPHABETS = {"D": digits, "H": digits + "ABCDEF", "O": digits[:8], "A": ascii_uppercase}
ALPHABETS["N"] = digits + ascii_uppercase


@dataclass(frozen=True, slots=True)
class Serial:
    """The text on the first piece. `step` for `^SN`; `mask` and `steps` for `^SF`, aligned to its end."""

    text: bytes
    step: int = 0
    zeros: bool = False
    mask: bytes = b""
    steps: bytes = b""

    def at(self, piece: int) -> bytes:
        """The text on a piece, counted from 0."""
        if self.mask:
            text = self.text.decode("latin-1")
            for _ in range(piece):
                text = _masked(
                    text, self.mask.decode("latin-1").upper(), self.steps.decode("latin-1").upper()
                )
            return text.encode("latin-1")
        found = LAST_DIGITS.search(self.text)
        if found is None:
            return self.text
        number = str(max(int(found[1]) + piece * self.step, 0)).encode()
        if self.zeros or piece == 0:
            number = number.rjust(len(found[1]), b"0")
        return self.text[: found.start()] + number + found[2]


def serial_of(parts: list[bytes]) -> Serial:
    """`^SN`: the first value, how much is added, and whether zeros lead."""
    value, step, zeros = (*parts, b"", b"", b"")[:3]
    is_number = re.fullmatch(rb"[+-]?\d{1,12}", step) is not None
    return Serial(value, int(step) if is_number else 1, zeros[:1].upper() == b"Y")


def _masked(text: str, mask: str, steps: str) -> str:
    """Add from the right, as by hand; what the mask does not name stays as it is."""
    letters, carry = list(text), 0
    for back in range(1, min(len(mask), len(text)) + 1):
        alphabet = ALPHABETS.get(mask[-back])
        letter = letters[-back].upper()
        if alphabet is None or letter not in alphabet:
            continue
        step = steps[-back] if back <= len(steps) else ""
        add = max(alphabet.find(step), 0) if step else int(back == 1 and not steps)
        carry, place = divmod(alphabet.index(letter) + add + carry, len(alphabet))
        letters[-back] = alphabet[place]
    return "".join(letters)
