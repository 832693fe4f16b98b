"""What a ZPL printer says of itself when it is asked with ~HS (Host Status Return, ZPL II)."""

import re
from dataclasses import dataclass

FRAME = re.compile(rb"\x02([^\x02\x03]*)\x03")
BARE_LINE = re.compile(rb"^[ \t]*(\d{3},[^\r\n]*)", re.MULTILINE)  # where a print server ate STX and ETX


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """`waiting` counts the formats (labels) in the receive buffer. With `answered` False nothing is known."""

    paper_out: bool = False
    paused: bool = False
    head_open: bool = False
    ribbon_out: bool = False
    waiting: int = 0
    answered: bool = False

    @property
    def trouble(self) -> str:
        """One sentence that says what is wrong and what to do; empty when all is well or nothing is known."""
        troubles = (
            (self.head_open, "has its head open", "close it"),
            (self.paper_out, "is out of paper", "put in a new roll"),
            (self.ribbon_out, "is out of ribbon", "put in a new ribbon"),
            (self.paused, "is paused", "press its pause button"),
        )
        for is_so, what, advice in troubles:
            if is_so:
                return f"The printer {what}{self._holding()}: {advice}."
        return ""

    def _holding(self) -> str:
        if not self.waiting:
            return ""
        return f" and holds {self.waiting} {'label' if self.waiting == 1 else 'labels'}"


def parse_status(answer: bytes) -> PrinterStatus:
    """Read the strings of a ~HS answer. Noise is skipped, a missing field counts as "no trouble" and 0.

    1st string: paper out is its 2nd field, pause its 3rd, formats in the receive buffer its 5th.
    2nd string: head up is its 3rd field, ribbon out its 4th. The 3rd string tells nothing of trouble.
    """
    strings = [each for each in FRAME.findall(answer) if b"," in each] or BARE_LINE.findall(answer)
    if not strings:
        return PrinterStatus()
    first, second = (_numbers(each) for each in (*strings, b"")[:2])
    return PrinterStatus(
        paper_out=first.get(1) == 1,
        paused=first.get(2) == 1,
        head_open=second.get(2) == 1,
        ribbon_out=second.get(3) == 1,
        waiting=first.get(4, 0),
        answered=True,
    )


def is_complete(answer: bytes) -> bool:
    """Whether all three strings have come."""
    return len(FRAME.findall(answer)) >= 3


def _numbers(string: bytes) -> dict[int, int]:
    """The fields that are short plain numbers, by their place from 0."""
    fields = enumerate(field.strip() for field in string.split(b","))
    return {place: int(field) for place, field in fields if field.isdigit() and len(field) <= 9}
