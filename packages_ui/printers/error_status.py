"""What a ZPL printer answers to ~HQES: a flag and bits for its errors, and the same for its warnings."""

import re
from dataclasses import dataclass

ERRORS = re.compile(rb"ERRORS:[ \t]*([01])[ \t]+[0-9A-Fa-f]{1,8}[ \t]+([0-9A-Fa-f]{1,8})[^0-9A-Fa-f]")
PAPER_OUT, RIBBON_OUT, HEAD_OPEN, PAUSED = 0x1, 0x2, 0x4, 0x10000
TOO_HOT = 0x30  # the print head or the motor
SAID_ELSEWHERE = PAPER_OUT | RIBBON_OUT | HEAD_OPEN | PAUSED | TOO_HOT
FAULTS = {
    0x8: "a fault of its cutter",
    0x40: "a broken element of its print head",
    0x80: "that it does not find its print head",
    0x100: "that its firmware is not set up",
    0x200: "a broken sensor of its print head",
    0x1000: "jammed paper",
    0x2000: "that its presenter does not run",
    0x4000: "that it cannot feed its paper",
    0x8000: "that its paper path is blocked",
    0x20000: "that it cannot retract its paper",
    0x40000: "that its paper's marks are not measured",
    0x80000: "that it does not find its paper's marks",
}


@dataclass(frozen=True, slots=True)
class ErrorStatus:
    """`fault`: words for the first error that is none of the others; empty when there is none."""

    paper_out: bool
    ribbon_out: bool
    head_open: bool
    too_hot: bool
    paused: bool
    fault: str


def parse_errors(answer: bytes) -> ErrorStatus | None:
    """None where there is no such answer. Warnings stop nothing, so they are not read."""
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


def _fault(bits: int, *, is_error: bool) -> str:
    named = [words for bit, words in FAULTS.items() if bits & bit]
    if named:
        return named[0]
    return "an error" if is_error and not bits & SAID_ELSEWHERE else ""
