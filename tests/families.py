"""A process and all that it started."""

from collections.abc import Iterator
from contextlib import suppress

import psutil


def family(pid: int) -> list[psutil.Process]:
    """Those that live."""
    top = psutil.Process(pid)
    return [top, *top.children(recursive=True)]


def lives(process: psutil.Process) -> bool:
    """Not once it has ended, whether or not who started it has looked at that."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # between the two
        return False


def words_of(process: psutil.Process) -> list[str]:
    """Its command line; none where it has just ended."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def cpu_of(pid: int) -> float:
    """Seconds of CPU that they have taken so far, those that have ended included."""
    return sum(_seconds(family(pid)))


def _seconds(processes: list[psutil.Process]) -> Iterator[float]:
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # it has just ended
            times = process.cpu_times()
            yield times.user + times.system + times.children_user + times.children_system
