"""Nothing outlives the process that draws, however it dies."""

import os
import signal
import subprocess
import sys
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


def start(then: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SCRIPT.format(then=then)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
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


def test_it_is_not_shared_with_a_process_that_is_forked_later() -> None:
    forked = "import os\npid = os.fork()\nif pid == 0: os._exit(len(draw.to_pdf(GOOD, HTML)) < 100)\n"
    process = start(f"{forked}os._exit(os.waitpid(pid, 0)[1])")
    process.communicate(b"")
    assert process.returncode == 0


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
