"""A process and all that it started."""

from collections.abc import Iterator
from contextlib import suppress

import psutil


def family(pid: int) -> list[psutil.Process]:
    """Those that live."""
    top = psutil.Process(pid)
    return [top, *top.children(recursive=True)]


def cpu_of(pid: int) -> float:
    """Seconds of CPU that they have taken so far, those that have ended included."""
    return sum(_seconds(family(pid)))


def _seconds(processes: list[psutil.Process]) -> Iterator[float]:
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # it has just ended
            times = process.cpu_times()
            yield times.user + times.system + times.children_user + times.children_system
