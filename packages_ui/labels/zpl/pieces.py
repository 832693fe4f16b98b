"""How many pieces of paper `^PQ` makes, by its parameters. A printer reads a number as far as it goes."""

import re
from collections.abc import Sequence

NUMBER = re.compile(rb"\+?(\d+)")


def quantity(parts: Sequence[bytes]) -> int:
    """Of all pieces."""
    return _count(parts, 0)


def repeats(parts: Sequence[bytes]) -> int:
    """Of each that looks the same."""
    return _count(parts, 2)


def without_pauses(parts: Sequence[bytes]) -> bytes:
    """The command where the printer would stop between pieces until somebody presses a button; else empty."""
    _, pause, same, goes_on, *_ = (*parts, b"", b"", b"", b"")
    if not pause.strip(b"0") or goes_on[:1].upper() == b"Y":
        return b""
    return b"^PQ%d,0,%s,Y" % (quantity(parts), same)


def _count(parts: Sequence[bytes], place: int) -> int:
    found = NUMBER.match(parts[place]) if place < len(parts) else None
    return max(int(found[1]), 1) if found and len(found[1]) < 9 else 1
