"""Programs of other houses as peers: each in its own folder, on its own port, gone with its test."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE = 300.0  # seconds for a program to answer, however busy the machine is


def start(
    command: Sequence[str], log: Path, env: Mapping[str, str], user: str | None = None
) -> subprocess.Popen[bytes]:
    """It leads a session, by which kill() finds it."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=user,
            group="nogroup" if user else None,
            extra_groups=[] if user else None,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """It and all that it has started, which stays in its session whatever it does."""
    process.kill()
    process.wait(PATIENCE)
    while left := _session(process.pid):  # one of them may just have started another
        for each in left:
            with suppress(psutil.NoSuchProcess):
                each.kill()


def _session(leader: int) -> list[psutil.Process]:
    found = []
    for each in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getsid(each.pid) == leader and each.status() != psutil.STATUS_ZOMBIE:
                found.append(each)
    return found


def listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def listens_at(path: Path) -> bool:
    """A socket's file is there a moment before it listens."""
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(path)) == 0


def wait(is_so: Callable[[], bool], *, seconds: float = PATIENCE) -> bool:
    """Whether it became so in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
