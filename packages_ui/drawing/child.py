"""Inside a child: one task after the other, each within its limits."""

import resource
import signal
import socket
from math import ceil
from pathlib import Path
from time import monotonic, process_time

from packages_ui.drawing import frames, work
from packages_ui.drawing.requests import MB, TASK, Answer, AnyRequest, Begun, Broke, Bye, Limits, Step, pack

MOST_ASKED = 1024 * MB  # our own side is trusted not to send more
MOST_GROWTH = 150 * MB  # of mapped memory; then a new child replaces it
MOST_TASKS = 500
LARGEST_FILE = 4096 * MB


def serve(sock: socket.socket, *, idle_seconds: float) -> None:
    """Until the other side closes, no task arrives for `idle_seconds`, or something breaks."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
    began = mapped()
    for _ in range(MOST_TASKS):
        try:
            task = TASK.decode(frames.receive(sock, most=MOST_ASKED, until=monotonic() + idle_seconds))
        except TimeoutError:
            break
        except (EOFError, OSError):
            return
        frames.send(sock, pack(Begun()))
        answer = _within(sock, task.limits, task.request)
        frames.send(sock, pack(answer))
        if isinstance(answer, Broke):
            return
        if mapped() - began > MOST_GROWTH:
            break
    frames.send(sock, pack(Bye()))


def _within(sock: socket.socket, limits: Limits, request: AnyRequest) -> Answer:
    """The kernel ends this process at a time limit; refused memory may end it too."""

    def step(position: int) -> None:
        frames.send(sock, pack(Step(position)))
        _begin(limits.seconds)

    _limit(resource.RLIMIT_AS, mapped() + limits.memory)
    _begin(limits.seconds)
    try:
        return work.answer(request, step)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _limit(resource.RLIMIT_AS, None)


def _begin(seconds: float) -> None:
    """By CPU time and by the clock, whatever code is running."""
    _limit(resource.RLIMIT_CPU, ceil(process_time() + seconds))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit(kind: int, most: int | None) -> None:
    hard = resource.getrlimit(kind)[1]
    soft = hard if most is None else most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (soft, hard))


def mapped() -> int:
    """Bytes of address space."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
