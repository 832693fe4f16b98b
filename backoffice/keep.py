"""Keeps one command running: `python backoffice/keep.py [--while-held FILE] COMMAND...`

A command that ends is started again, after a pause that doubles up to ten seconds. SIGTERM or SIGINT
stops it for good. With `--while-held` it also stops when no process holds a shared lock on FILE any
more: the kernel gives such a lock back however its holder dies, so nothing is ever left behind.

Needs only the standard library and one thread: the kernel's "parent died" signal, by which the command
follows even a killed keeper, is sent when the *thread* that started it ends.
"""

import argparse
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO

LOOK_EVERY = 0.2  # seconds
LONGEST_PAUSE = 10.0
LONG_ENOUGH = 30.0  # a command that ran this long had started well
GRACE = 25.0
PR_SET_PDEATHSIG = 1
KEEPER = "KEPT_BY"  # its process number, in the environment of the command


class Stop(Exception):
    """The keeper shall end."""


def stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stop


def follow_parent() -> None:
    """In the child, before it becomes the command: request SIGTERM when the keeper dies (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))


def unused(lock: IO[bytes] | None) -> bool:
    """True when nobody holds the lock; from then on we do, and newcomers wait until we are gone."""
    try:
        if lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return lock is not None


def run_once(command: list[str], lock: IO[bytes] | None) -> int:
    """Runs the command to its end and gives its exit code; raises Stop when it was to be stopped."""
    # The child unblocks signals for itself: none may arrive between its start and our `try`.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
    child = subprocess.Popen(command, preexec_fn=follow_parent)  # noqa: PLW1509, S603 - one thread; our own words
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))
        while child.poll() is None:
            if unused(lock):
                raise Stop
            time.sleep(LOOK_EVERY)
        return child.returncode
    finally:
        if child.returncode is None:
            end(child)


def end(child: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # a second request: it is ending already
    child.terminate()
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def keep(command: list[str], lock: IO[bytes] | None) -> None:
    pause = 0.5
    while True:
        started = time.monotonic()
        code = run_once(command, lock)
        pause = 0.5 if time.monotonic() - started > LONG_ENOUGH else pause
        sys.stderr.write(f"{Path(command[0]).name} ended with {code}; starting it again in {pause:g} s\n")
        sys.stderr.flush()
        until = time.monotonic() + pause
        while time.monotonic() < until:
            if unused(lock):
                raise Stop
            time.sleep(LOOK_EVERY)
        pause = min(pause * 2, LONGEST_PAUSE)


def main() -> None:
    parser = argparse.ArgumentParser(description="Keeps one command running.")
    parser.add_argument("--while-held", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    os.environ[KEEPER] = str(os.getpid())
    lock = options.while_held.open("ab") if options.while_held else None
    try:
        keep(options.command, lock)
    except Stop:
        os._exit(0)  # the lock, if any, goes with us, after the command has gone


if __name__ == "__main__":
    main()
