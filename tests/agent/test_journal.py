"""What the agent knows of each ID, whenever the power goes."""

import time
from pathlib import Path

import pytest
import time_machine

from packages_ui.agent.packages_agent import AgentError, Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def test_it_knows_what_was_begun_and_done_after_a_restart(path: Path) -> None:
    journal = Journal(path)
    journal.begin("one")
    journal.done("one")
    journal.begin("two")
    again = Journal(path)
    assert (again.fate("one"), again.fate("two")) == ("done", "begun")
    assert (again.name, again.begun) == (journal.name, 2)


def test_it_says_never_only_once_it_cannot_print_it_any_more(path: Path) -> None:
    assert Journal(path).fate("one") == "never"
    again = Journal(path)
    assert again.state("one") == "void"
    assert again.fate("one") == "never"
    assert again.begun == 1


def test_it_takes_half_a_line_for_none(path: Path) -> None:
    journal = Journal(path)
    journal.begin("one")
    with path.open("ab") as file:
        file.write(b"1764300000 begun tw")
    again = Journal(path)
    assert again.state("tw") == "never"
    again.begin("two")
    assert Journal(path).state("two") == "begun"


def test_it_refuses_a_damaged_one(path: Path) -> None:
    path.write_bytes(b"\0\0\0\0")
    with pytest.raises(AgentError, match="damaged"):
        Journal(path)


def test_it_forgets_after_seven_days_and_keeps_count(path: Path) -> None:
    with time_machine.travel(time.time() - 8 * 86_400):
        journal = Journal(path)
        journal.begin("old")
    journal.begin("new")
    journal.cut()
    again = Journal(path)
    assert (again.state("old"), again.state("new")) == ("never", "begun")
    assert again.begun == 2
    assert b"old" not in path.read_bytes()


def test_it_keeps_nothing_but_ids_and_times(path: Path) -> None:
    journal = Journal(path)
    journal.begin("label-7-ab")
    head, line, end = path.read_text().split("\n")
    assert head == f"journal {journal.name} 0"
    assert line.split()[0].isdigit()
    assert line.split()[1:] == ["begun", "label-7-ab"]
    assert end == ""
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("hours", [-1, 1, -24 * 30])
def test_it_knows_the_same_with_a_wrong_clock(path: Path, hours: int) -> None:
    journal = Journal(path)
    journal.begin("one")
    with time_machine.travel(time.time() + hours * 3600):
        journal.done("one")
        journal.cut()
        assert Journal(path).state("one") == "done"
