"""How far processes step back for whoever wants a processor at the same moment."""

import os
from contextlib import suppress
from pathlib import Path

BACKGROUND = 10  # a tenth of their time
PAPER = 2  # two thirds: a page answers first, and a label need not wait until nobody looks at any
AUTOGROUP = Path("/proc/self/autogroup")


def step_back(nice: int, *, has_session: bool) -> None:
    """Linux divides a processor among sessions before it looks at processes. `has_session`: nobody else is in
    that of this process."""
    os.nice(max(nice - os.nice(0), 0))
    if has_session:
        with suppress(OSError):
            AUTOGROUP.write_text(str(nice))
