"""The agent's own file: a new one has to start before it takes the old one's place."""

import base64
import hashlib
from pathlib import Path

import pytest

from packages_ui.agent.packages_agent import put_in_place

OLD = b"raise SystemExit(0)  # old\n"
VERSION = b'VERSION = "2"\n'
STARTS = VERSION + b"import sys\nsys.exit(0 if '--try' in sys.argv and '--folder' in sys.argv else 4)\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    path = tmp_path / "packages_agent.py"
    path.write_bytes(OLD)
    return path


def put(here: Path, content: bytes, *, digest: str = "", is_tried: bool = True) -> bool:
    told = {
        "version": "2",
        "sha256": digest or hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content).decode(),
    }
    released = list[bool]()
    done = put_in_place(told, here, ["--folder", "x"], lambda: released.append(True))
    assert bool(released) == is_tried
    return done


def test_it_takes_one_that_starts(here: Path) -> None:
    assert put(here, STARTS)
    assert here.read_bytes() == STARTS
    assert here.with_name("packages_agent.py.old").read_bytes() == OLD


@pytest.mark.parametrize("content", [b"raise SystemExit(3)", b"this is no Python"])
def test_it_goes_on_where_the_new_one_does_not_start(here: Path, content: bytes) -> None:
    assert not put(here, VERSION + content)
    assert here.read_bytes() == OLD
    assert [path.name for path in here.parent.iterdir()] == [here.name]


def test_it_takes_nothing_that_is_not_whole(here: Path) -> None:
    assert not put(here, STARTS, digest="0" * 64, is_tried=False)
    assert here.read_bytes() == OLD


@pytest.mark.parametrize("content", [b"", b"\0", b"\0" * 4096, b"VERSION = '1'"])
def test_it_takes_nothing_that_is_not_its_version(here: Path, content: bytes) -> None:
    """Python before 3.11.4 takes a file of zeros for a program that does nothing."""
    assert not put(here, content, is_tried=False)
    assert here.read_bytes() == OLD
