"""What a process and its children take."""

import subprocess
import sys

import psutil
import pytest

from tests.families import cpu_of, family, lives, words_of

CHILD = "import time\nwhile time.process_time() < 0.3: pass"
PARENT = """
import subprocess, sys
print("begins", flush=True)
sys.stdin.readline()
subprocess.run([sys.executable, "-c", sys.argv[1]], check=True)
print("ended", flush=True)
sys.stdin.read()
"""


def test_what_a_child_took_counts_after_its_end() -> None:
    command = [sys.executable, "-c", PARENT, CHILD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdin
        assert parent.stdout
        assert parent.stdout.readline() == b"begins\n"
        before = cpu_of(parent.pid)
        parent.stdin.write(b"\n")
        parent.stdin.flush()
        assert parent.stdout.readline() == b"ended\n"
        assert [process.pid for process in family(parent.pid)] == [parent.pid]
        assert cpu_of(parent.pid) - before > 0.2  # each figure is rounded down to a hundredth
        parent.communicate()


def test_what_ends_between_two_looks_lives_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        assert started.stdout
        assert started.stdout.readline() == b"\n"  # now it is what it was started as
        process = psutil.Process(started.pid)
        assert lives(process)
        assert words_of(process) == command
        started.communicate(b"\n")
    monkeypatch.setattr(process, "is_running", lambda: True)  # as it was at the first look
    assert not lives(process)
    assert words_of(process) == []
