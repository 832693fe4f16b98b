"""Nothing outlives the process that draws, however it dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.processes import until

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys, threading
from packages_ui.drawing import draw
from packages_ui.labels.detect import LabelFormat
from tests.drawing.hostile import GOOD, HTML, endless_html
draw.to_pdf(GOOD, HTML)
threading.Thread(target=draw.to_pdf, args=(endless_html(), HTML)).start()
print("drawing", flush=True)
sys.stdin.read()
{then}
"""


def start(then: str = "", **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SCRIPT.format(then=then)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"drawing\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_process(number: int) -> None:
    process = start()
    below = psutil.Process(process.pid).children(recursive=True)
    assert len(below) >= 2
    process.send_signal(number)
    process.communicate()
    until(lambda: not any(_lives(one) for one in below), "all of them to end")


@pytest.mark.parametrize("is_killed", [True, False])
def test_it_leaves_no_file_behind(tmp_path: Path, is_killed: bool) -> None:
    process = start("draw.close()", TMPDIR=str(tmp_path))
    assert any(tmp_path.rglob("weasyprint-*"))
    if is_killed:
        process.kill()
    process.communicate(b"")
    until(lambda: not any(tmp_path.iterdir()), "all files to be removed")


def test_it_is_not_shared_with_a_process_that_is_forked_later() -> None:
    forked = "import os\npid = os.fork()\nif pid == 0: os._exit(len(draw.to_pdf(GOOD, HTML)) < 100)\n"
    process = start(f"{forked}os._exit(os.waitpid(pid, 0)[1])")
    process.communicate(b"")
    assert process.returncode == 0


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


SHARED = """
import os, sys
from packages_ui.drawing import draw, pool
from packages_ui.drawing.pool import Pool
from tests.drawing.hostile import GOOD, HTML
pool.share()
pids = []
for _ in range(2):
    pid = os.fork()
    if pid == 0:
        good = len(draw.to_pdf(GOOD, HTML)) > 100 and draw._pools[-1].template._process is None
        os.write(1, b"good\\n" if good else b"bad\\n")  # in one piece: the other writes there too
        sys.stdin.read()
        os._exit(0)
    pids.append(pid)
sys.stdin.read()
"""


@pytest.fixture
def shared() -> Iterator[subprocess.Popen[bytes]]:
    """A process and the two that it has forked; both have drawn by one template."""
    process = subprocess.Popen(
        [sys.executable, "-c", SHARED], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert [process.stdout.readline(), process.stdout.readline()] == [b"good\n"] * 2
    yield process
    process.kill()
    process.communicate()


def test_it_is_shared_by_what_a_worker_forks(shared: subprocess.Popen[bytes]) -> None:
    template = _template(shared)
    others = template.children()
    below = [one for one in psutil.Process(shared.pid).children() if one != template]
    assert len(others) == 2
    below[0].kill()
    until(lambda: len([one for one in others if _lives(one)]) == 1, "its child alone to end")
    assert _lives(template)


def test_it_ends_when_all_who_share_it_have_ended(shared: subprocess.Popen[bytes]) -> None:
    top, template = psutil.Process(shared.pid), _template(shared)
    below = top.children(recursive=True)
    for one in [one for one in (top, *top.children()) if one != template]:
        one.kill()
    until(lambda: not any(_lives(one) for one in below), "all of them to end")


def _template(process: subprocess.Popen[bytes]) -> psutil.Process:
    found = psutil.Process(process.pid).children()
    return next(one for one in found if "packages_ui.drawing.template" in one.cmdline())
