"""Ports for what a test starts. One that was free a moment ago may be another's by the time it is used: the
kernel gives it to whoever asks for any. So they are of a range that it gives nobody, each in its turn for all
runs on this machine."""

import fcntl
import os
import socket
import tempfile
from pathlib import Path

RANGE = range(20_000, 30_000, 2)  # below those of the kernel; a sandbox's printer takes the next number
TURN = Path(tempfile.gettempdir(), f"packages-test-port-{os.getuid()}")


def free_port() -> int:
    with TURN.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        turn = int(file.read() or 0)
        while not _is_free(RANGE[turn % len(RANGE)]):
            turn += 1
        file.truncate(0)
        file.write(str(turn + 1))
    return RANGE[turn % len(RANGE)]


def _is_free(port: int) -> bool:
    for each in (port, port + 1):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", each))
            except OSError:
                return False
    return True
