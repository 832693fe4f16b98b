"""Nothing outlives the process that draws, however it dies."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from backoffice import priority
from packages_ui.drawing import pool, processes
from packages_ui.drawing.requests import Limits, Task, ToPdf
from tests.drawing.hostile import GOOD, HTML
from tests.families import lives, words_of
from tests.processes import PATIENCE, until

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
pytestmark = pytest.mark.in_turn(one_in=3)  # most start a process that loads for a second


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
    until(lambda: not any(lives(one) for one in below), "all of them to end")


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
    until(lambda: len([one for one in others if lives(one)]) == 1, "its child alone to end")
    assert lives(template)


def test_it_ends_when_all_who_share_it_have_ended(shared: subprocess.Popen[bytes]) -> None:
    top, template = psutil.Process(shared.pid), _template(shared)
    below = top.children(recursive=True)
    for one in [one for one in (top, *top.children()) if one != template]:
        one.kill()
    until(lambda: not any(lives(one) for one in below), "all of them to end")


STARTED = """
import os, subprocess, sys, time
from packages_ui.drawing import draw, pool
from tests.drawing.hostile import GOOD, HTML
if sys.argv[1] == "top":
    pool.share()
    for nice in (0, 9):
        command = ["nice", "-n", str(nice), sys.executable, sys.argv[2], "below"]
        subprocess.Popen(command)
else:
    draw.to_pdf(GOOD, HTML)
    print(draw._pools[-1].idle[0].pid, os.getpid(), draw._pools[-1].template._process, flush=True)
time.sleep(3600)
"""


def test_it_is_shared_by_what_a_process_starts_each_by_its_niceness(tmp_path: Path) -> None:
    path = tmp_path / "started.py"
    path.write_text(STARTED)
    command = [sys.executable, str(path), "top", str(path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as top:
        try:
            assert top.stdout
            told = [top.stdout.readline().split() for _ in range(2)]
            template, drawing = _template(top), [psutil.Process(int(child)) for child, _, _ in told]
            assert [one.ppid() for one in drawing] == [template.pid] * 2
            assert [own for _, _, own in told] == [b"None"] * 2
            wanted = [max(psutil.Process(int(pid)).nice(), priority.PAPER) for _, pid, _ in told]
            assert [one.nice() for one in drawing] == wanted
            ours = psutil.Process().nice()
            assert sorted(wanted) == [max(ours + more, priority.PAPER) for more in (0, 9)]
            group = Path(f"/proc/{template.pid}/autogroup")
            assert not group.exists() or group.read_text().split()[-1] == str(template.nice())
        finally:
            for one in psutil.Process(top.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):  # it ends with the one before
                    one.kill()
            top.kill()


def test_each_has_its_own_where_the_shared_one_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    address, control = processes.start_shared()
    monkeypatch.setenv(processes.SHARED_AT, address)
    shared = processes.Template(address)
    shared.close()
    control.close()
    until(lambda: not pool._lives(address), "it to end")
    own = pool.Pool()
    assert own.draw(Task(ToPdf(GOOD, HTML, None), Limits()), wait=PATIENCE)
    assert own.template
    assert own.template._process
    own.close()


def test_it_asks_no_process_of_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        address = f"packages-drawing-test-{os.getpid()}"
        door.bind(f"\0{address}")
        door.listen()
        assert pool._lives(address)
        monkeypatch.setattr(os, "getuid", lambda: 54321)
        assert not pool._lives(address)


def _template(process: subprocess.Popen[bytes]) -> psutil.Process:
    found = psutil.Process(process.pid).children()
    return next(one for one in found if "packages_ui.drawing.template" in words_of(one))
