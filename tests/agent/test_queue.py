"""A queue of CUPS: its `lp` gets the bytes as they are, or PDF, and is asked nothing."""

import base64
import os
from pathlib import Path

import pytest

from packages_ui.agent.packages_agent import Finder, Journal, Message, Printing

LABEL = b"^XA^FDSam^FS^XZ"
LP = """#!/bin/sh
echo "$@" >> "{folder}/said"
cat >> "{folder}/printed"
exit {code}
"""
LPSTAT = "#!/bin/sh\nprintf 'ZD220\\nLaser\\n'\n"


def tools(folder: Path, *, code: int = 0) -> None:
    for name, text in {"lp": LP.format(folder=folder, code=code), "lpstat": LPSTAT}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)


@pytest.fixture
def printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Printing:
    tools(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return Printing(Finder(usb_folder=str(tmp_path)), Journal(tmp_path / "journal"))


def to_print(content: bytes, **more: object) -> Message:
    encoded = base64.b64encode(content).decode()
    return {"do": "print", "job": "one", "printer": "queue:ZD220", "bytes": encoded, "seconds": 20, **more}


def test_it_lists_queues_as_one_way(printing: Printing) -> None:
    told = [way.entry() for way in printing.finder.find()]
    assert [(one["key"], one["two_way"]) for one in told] == [("queue:ZD220", False), ("queue:Laser", False)]


def test_it_hands_over_the_bytes_as_they_are(printing: Printing, tmp_path: Path) -> None:
    assert printing.obey(to_print(LABEL)) == {"done": True}
    assert printing.obey(to_print(LABEL)) == {"done": True}
    assert (tmp_path / "printed").read_bytes() == LABEL
    assert (tmp_path / "said").read_text() == "-d ZD220 -o raw -t label -\n"


def test_it_lets_the_queue_make_pages_of_pdf(printing: Printing, tmp_path: Path) -> None:
    assert printing.obey(to_print(b"%PDF-1.7", pages=True)) == {"done": True}
    assert (tmp_path / "said").read_text() == "-d ZD220 -t label -\n"


def test_it_says_that_nothing_went_out_where_the_queue_refuses(printing: Printing, tmp_path: Path) -> None:
    tools(tmp_path, code=1)
    assert printing.obey(to_print(LABEL))["error"] == "unreachable"
    assert printing.journal.fate("one") == "never"


def test_it_asks_a_queue_nothing(printing: Printing) -> None:
    asked = {"do": "ask", "printer": "queue:ZD220", "steps": [], "seconds": 1}
    assert printing.obey(asked) == {"error": "one_way"}
