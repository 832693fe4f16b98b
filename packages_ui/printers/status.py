"""A ZPL printer's status, as it answers ~HS (Host Status Return, ZPL II).

Printers that are out of paper or ribbon, open or too hot may leave ~HS without an answer; ~HQES (Host Query,
error status) they answer always, where they know it.
"""

import re
from dataclasses import dataclass, replace

from packages_ui.messages import printers
from packages_ui.messages.message import NOTHING, Message
from packages_ui.printers.error_status import ERRORS, ErrorStatus, parse_errors

FRAME = re.compile(rb"\x02([^\x02\x03]*)\x03")
BARE_LINE = re.compile(rb"^[ \t]*(\d{3},[^\r\n]*)", re.MULTILINE)  # where a print server ate STX and ETX


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """`waiting` counts the formats (labels) in the receive buffer, `remaining` the copies still to come of
    the one that is printed. `partial`: it waits for the rest of a label, which may be one whose sender died.
    `buffer_full`: it takes no more bytes now. `fault`: what else ~HQES reports as broken.
    With `answered` False nothing is known; with True, `waiting` is, or there is trouble."""

    paper_out: bool = False
    paused: bool = False
    head_open: bool = False
    ribbon_out: bool = False
    too_hot: bool = False
    partial: bool = False
    buffer_full: bool = False
    waiting: int = 0
    remaining: int = 0
    fault: Message = NOTHING
    answered: bool = False

    @property
    def trouble(self) -> Message:
        """One sentence that says what is wrong and what to do; empty when all is well or nothing is known.

        A full buffer and an unfinished label are none: both pass by themselves or with the next label.
        """
        troubles = (
            (self.head_open, printers.HEAD_OPEN()),
            (self.paper_out, printers.PAPER_OUT()),
            (self.ribbon_out, printers.RIBBON_OUT()),
            (self.too_hot, printers.TOO_HOT()),
            (bool(self.fault), self.fault),
            (self.paused, printers.PAUSED_AT_PRINTER()),
        )
        first = next((sentence for is_so, sentence in troubles if is_so), NOTHING)
        return first + printers.HOLDS(count=self.waiting) if first and self.waiting else first


def parse_status(answer: bytes) -> PrinterStatus:
    """Read the answers to ~HS and ~HQES, one or both; a trouble that one of them names is one.

    Noise is skipped, a missing field counts as "no trouble" and 0. But without a trouble or the number of
    waiting labels it is no answer: it must not be taken for an empty printer.
    """
    status, knows_waiting = _host_status(answer)
    status = _with_errors(status, parse_errors(answer))
    return replace(status, answered=True) if knows_waiting or status.trouble else PrinterStatus()


def _with_errors(status: PrinterStatus, errors: ErrorStatus | None) -> PrinterStatus:
    if errors is None:
        return status
    return replace(
        status,
        paper_out=status.paper_out or errors.paper_out,
        paused=status.paused or errors.paused,
        head_open=status.head_open or errors.head_open,
        ribbon_out=status.ribbon_out or errors.ribbon_out,
        too_hot=status.too_hot or errors.too_hot,
        fault=errors.fault,
    )


def _host_status(answer: bytes) -> tuple[PrinterStatus, bool]:
    """The status from ~HS, and whether it contains how many labels wait.

    1st string: paper out is its 2nd field, pause its 3rd, formats in the receive buffer its 5th, buffer full
    its 6th, partial format its 8th, too hot its 12th. 2nd string: head up is its 3rd field, ribbon out its
    4th, labels that remain in the batch its 9th. The 3rd string contains no trouble.
    """
    strings = [each for each in FRAME.findall(answer) if b"," in each] or BARE_LINE.findall(answer)
    first, second = (_numbers(each) for each in (*strings, b"", b"")[:2])
    status = PrinterStatus(
        paper_out=first.get(1) == 1,
        paused=first.get(2) == 1,
        waiting=first.get(4, 0),
        buffer_full=first.get(5) == 1,
        partial=first.get(7) == 1,
        too_hot=first.get(11) == 1,
        head_open=second.get(2) == 1,
        ribbon_out=second.get(3) == 1,
        remaining=second.get(8, 0),
    )
    return status, 4 in first


def is_complete(answer: bytes) -> bool:
    """Whether all three strings of ~HS have come, or the answer to ~HQES."""
    return len(FRAME.findall(answer)) >= 3 or ERRORS.search(answer) is not None


def _numbers(string: bytes) -> dict[int, int]:
    """The fields that are short plain numbers, by their place from 0."""
    fields = enumerate(field.strip() for field in string.split(b","))
    return {place: int(field) for place, field in fields if field.isdigit() and len(field) <= 9}
