"""Every worker collects the tests by itself; all have to find the same ones, whatever the clock,
and soon: nothing is made meanwhile."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import COLLECTED
from tests.conftest import LONGEST as FIRST

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 200  # characters of a name that still fits on a line or two
CLOCKS = ("2025-01-01 00:00:01", "2031-12-31 23:59:59")
COLLECT = """
import sys, pypdfium2, pytest, time_machine, weasyprint
from PIL import Image
def make(*args, **words):
    raise AssertionError("A test makes its pictures and PDFs itself.")
Image.Image.save = pypdfium2.PdfDocument.save = weasyprint.HTML.write_pdf = make
class Ids:
    def pytest_collection_finish(self, session):
        open(sys.argv[2], "w").writelines(item.nodeid + "\\n" for item in session.items)
with time_machine.travel(sys.argv[1]):
    sys.exit(pytest.main(["--collect-only", "-q", "--every", "-p", "no:cacheprovider"], plugins=[Ids()]))
"""


def ids(clock: str, folder: Path) -> list[str]:
    """What a process of its own collects at that time, with a folder and an order of hashes of its own."""
    folder.mkdir()
    own = ("BACKOFFICE_TESTS", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    environment |= {"TMPDIR": str(folder), "PYTHONHASHSEED": str(CLOCKS.index(clock) + 1)}
    command = [sys.executable, "-c", COLLECT, clock, str(folder / "ids")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return (folder / "ids").read_text().splitlines()


def collected(request: pytest.FixtureRequest, folder: Path) -> list[str]:
    """What this process itself has collected, where that is everything."""
    config = request.config
    if [Path(word).resolve() for word in config.args] == [ROOT / "tests"] and not config.option.keyword:
        return [item.nodeid for item in config.stash[COLLECTED]]
    return ids(CLOCKS[0], folder)


def test_it_finds_the_same_tests_at_any_time(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        later = pool.submit(ids, CLOCKS[1], tmp_path / "then")
        now, then = collected(request, tmp_path / "now"), later.result()
    assert now == then
    assert len(now) > 1000
    assert len(now) == len(set(now))  # or pytest-xdist runs one of those of a name
    assert [name for name in now if len(name) > LONGEST] == []


def test_it_begins_with_files_that_there_are_and_every_rerun() -> None:
    """One that began last would keep a worker busy while the others have nothing left."""
    files = {path.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    assert [name for name in FIRST if not any(file.startswith(name) for file in files)] == []
    reruns = {file for file in files if file.startswith("on_postgres/")}
    assert {file for file in reruns if not file.startswith(FIRST)} == set()
