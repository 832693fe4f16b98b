"""The agent, stopped at one point of a hand-over: `stopping.py POINT die|wait NTH FLAGS … its own words`.

`die`: it kills itself there, at the NTH label, as a power cut would. `wait`: it makes the file FLAGS/at and
goes on when there is FLAGS/go.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from packages_ui.agent import packages_agent as agent

POINTS = ("asked", "fetched", "begun", "half", "done")


class Stop:
    """`count` labels have come to the point."""

    def __init__(self, how: str, nth: int, flags: Path) -> None:
        self.how, self.nth, self.flags, self.count = how, nth, flags, 0

    def here(self) -> None:
        self.count += 1
        if self.count != self.nth:
            return
        (self.flags / "at").touch()
        if self.how == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        while not (self.flags / "go").exists():
            time.sleep(0.01)


def before(owner: type, name: str, stop: Stop, *, when: Callable[..., bool]) -> None:
    real = getattr(owner, name)

    def stopped(*words: Any, **more: Any) -> Any:
        if when(*words):
            stop.here()
        return real(*words, **more)

    setattr(owner, name, stopped)


def after(owner: type, name: str, stop: Stop, *, when: Callable[..., bool]) -> None:
    real = getattr(owner, name)

    def stopped(*words: Any, **more: Any) -> Any:
        result = real(*words, **more)
        if when(*words):
            stop.here()
        return result

    setattr(owner, name, stopped)


def halve(stop: Stop) -> None:
    """Half of a label goes out, then it stops."""
    real = agent.TcpWire.write

    def stopped(wire: agent.TcpWire, content: bytes, deadline: agent.Deadline) -> None:
        if not content.startswith(b"^XA"):
            real(wire, content, deadline)
            return
        real(wire, content[: len(content) // 2], deadline)
        while wire._untaken():  # it is on its way
            time.sleep(0.01)
        stop.here()
        real(wire, content[len(content) // 2 :], agent.Deadline(10))

    setattr(agent.TcpWire, "write", stopped)  # noqa: B010 - a method of a class


def is_label(_journal: object, job: str) -> bool:
    return job.startswith("label-")


def arrange(point: str, stop: Stop) -> None:
    if point == "asked":  # the printer was asked how it is; the label is not fetched yet
        after(agent.Hand, "_report", stop, when=lambda _hand, result: "answers" in result)
    elif point == "fetched":
        before(agent.Printing, "print_once", stop, when=lambda *_: True)
    elif point == "begun":
        after(agent.Journal, "begin", stop, when=is_label)
    elif point == "half":
        halve(stop)
    else:
        after(agent.Journal, "done", stop, when=is_label)


if __name__ == "__main__":
    _, POINT, HOW, NTH, FLAGS, *words = sys.argv
    arrange(POINT, Stop(HOW, int(NTH), Path(FLAGS)))
    sys.argv = [sys.argv[0], *words]
    sys.exit(agent.main(words))
