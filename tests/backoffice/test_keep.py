"""The keeper as a real process."""

import fcntl
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

KEEP = Path(__file__).resolve().parents[2] / "backoffice" / "keep.py"
PATIENCE = 300.0  # seconds, however busy the machine is
Start = Callable[..., subprocess.Popen[bytes]]


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a keeper of a shell command that adds its process number to the file `runs`, and the time
    to `times`. What the keeper says is in `said`."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(script: str, *options: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            str(KEEP),
            *options,
            "sh",
            "-c",
            f"date +%s.%N >> times; echo $$ >> runs; {script}",
        ]
        with (tmp_path / "said").open("ab") as said:
            started.append(subprocess.Popen(command, cwd=tmp_path, stderr=said))
        return started[-1]

    yield begin
    for one in started:
        one.kill()
        one.wait()


def times(folder: Path) -> list[float]:
    return [float(line) for line in (folder / "times").read_text().split()]


def runs(folder: Path) -> list[int]:
    file = folder / "runs"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def test_it_starts_a_command_that_ended_again(start: Start, tmp_path: Path) -> None:
    start("exit 3")
    until(lambda: len(runs(tmp_path)) >= 2)


def test_it_waits_longer_each_time(start: Start, tmp_path: Path) -> None:
    start("exit 3")
    until(lambda: len(runs(tmp_path)) >= 3)
    first, second, third = times(tmp_path)[:3]
    assert second - first >= 0.5  # at least, however long each takes to start
    assert third - second >= 1
    assert re.findall(r"again in (\S+) s", (tmp_path / "said").read_text())[:2] == ["0.5", "1"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_the_command_when_told(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    keeper = start("exec sleep 3600")
    until(lambda: runs(tmp_path))
    keeper.send_signal(number)
    assert keeper.wait(PATIENCE) == 0
    assert not psutil.pid_exists(runs(tmp_path)[0])


def test_it_takes_the_command_along_when_killed(start: Start, tmp_path: Path) -> None:
    keeper = start("exec sleep 3600")
    until(lambda: runs(tmp_path))
    keeper.kill()
    keeper.wait()
    until(lambda: gone(runs(tmp_path)[0]))


def test_it_ends_when_the_last_user_has_gone(start: Start, tmp_path: Path) -> None:
    lock = tmp_path / "users"
    with lock.open("ab") as first, lock.open("ab") as second:
        fcntl.flock(first, fcntl.LOCK_SH)
        fcntl.flock(second, fcntl.LOCK_SH)
        keeper = start("exec sleep 3600", "--while-held", str(lock))
        until(lambda: runs(tmp_path))
        first.close()
        looks(psutil.Process(keeper.pid))
        assert keeper.poll() is None
    assert keeper.wait(PATIENCE) == 0
    assert gone(runs(tmp_path)[0])


def looks(keeper: psutil.Process) -> None:
    """It sleeps between two looks at the lock: until it has looked more than once."""
    before = keeper.num_ctx_switches().voluntary
    until(lambda: keeper.num_ctx_switches().voluntary > before + 3)


def gone(pid: int) -> bool:
    """Ended, though whoever inherited it may not have looked yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_it_starts_what_was_killed_again(start: Start, tmp_path: Path) -> None:
    start("exec sleep 3600")
    until(lambda: runs(tmp_path))
    os.kill(runs(tmp_path)[0], signal.SIGKILL)
    until(lambda: len(runs(tmp_path)) >= 2)
