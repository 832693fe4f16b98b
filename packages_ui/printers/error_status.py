"""A ZPL printer's response to ~HQES: a flag and bits for its errors, and the same for its warnings."""

import re
from dataclasses import dataclass

from packages_ui.messages import printers
from packages_ui.messages.message import NOTHING, Message

ERRORS = re.compile(rb"ERRORS:[ \t]*([01])[ \t]+[0-9A-Fa-f]{1,8}[ \t]+([0-9A-Fa-f]{1,8})[^0-9A-Fa-f]")
PAPER_OUT, RIBBON_OUT, HEAD_OPEN, PAUSED = 0x1, 0x2, 0x4, 0x10000
TOO_HOT = 0x30  # the print head or the motor
SAID_ELSEWHERE = PAPER_OUT | RIBBON_OUT | HEAD_OPEN | PAUSED | TOO_HOT
FAULTS = {
    0x8: printers.CUTTER_FAULT,
    0x40: printers.HEAD_BROKEN,
    0x80: printers.HEAD_MISSING,
    0x100: printers.FIRMWARE_FAULT,
    0x200: printers.SENSOR_BROKEN,
    0x1000: printers.PAPER_JAM,
    0x2000: printers.PRESENTER_STOPPED,
    0x4000: printers.NO_FEED,
    0x8000: printers.PATH_BLOCKED,
    0x20000: printers.NO_RETRACT,
    0x40000: printers.NOT_CALIBRATED,
    0x80000: printers.MARK_NOT_FOUND,
}


@dataclass(frozen=True, slots=True)
class ErrorStatus:
    """`fault`: the first error that is none of the others; empty when there is none."""

    paper_out: bool
    ribbon_out: bool
    head_open: bool
    too_hot: bool
    paused: bool
    fault: Message


def parse_errors(answer: bytes) -> ErrorStatus | None:
    """None where there is no such response. Warnings stop nothing, so they are not read."""
    if not (found := ERRORS.search(answer)):
        return None
    bits = int(found[2], 16) if found[1] == b"1" else 0
    return ErrorStatus(
        paper_out=bool(bits & PAPER_OUT),
        ribbon_out=bool(bits & RIBBON_OUT),
        head_open=bool(bits & HEAD_OPEN),
        too_hot=bool(bits & TOO_HOT),
        paused=bool(bits & PAUSED),
        fault=_fault(bits, is_error=found[1] == b"1"),
    )


def _fault(bits: int, *, is_error: bool) -> Message:
    named = [template for bit, template in FAULTS.items() if bits & bit]
    if named:
        return named[0]()
    return printers.UNKNOWN_FAULT() if is_error and not bits & SAID_ELSEWHERE else NOTHING
