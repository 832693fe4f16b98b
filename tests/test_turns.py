"""What takes turns is all run in the end, and little of it at a time."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import COLLECTED
from tests.faults.playing import cases
from tests.turns import ROOT, Turns, groups

LONGEST = 10  # commits, one after the other, if each were another's turn
FILE = ROOT / "tests" / "test_turns.py"


@dataclass
class Item:
    """As much of a test as is looked at."""

    name: str
    path: Path = FILE
    mark: SimpleNamespace | None = None
    params: dict[str, object] = field(default_factory=dict)

    @property
    def nodeid(self) -> str:
        return self.name

    def get_closest_marker(self, _name: str) -> SimpleNamespace | None:
        return self.mark

    def __hash__(self) -> int:
        return id(self)


def run(items: list[Any], **fields: Any) -> list[Any]:
    left_out = set(Turns(**fields).left_out(items))
    return [item for item in items if item not in left_out]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 30])
def test_of_a_file_in_sixths_each_test_is_run_once_in_six_turns(count: int) -> None:
    items: list[Any] = [Item(f"test_{place}") for place in range(count)]
    taken = [run(items, sixths=(FILE,), number=number) for number in range(5, 11)]
    assert Counter(id(item) for one in taken for item in one) == Counter(map(id, items))
    assert max(map(len, taken)) <= -(-count // 6)


def test_of_a_marked_file_each_test_is_run_once_in_as_many_turns() -> None:
    mark = SimpleNamespace(args=(), kwargs={"one_in": 2})
    items: list[Any] = [Item(f"test_{place}", mark=mark) for place in range(7)]
    taken = [run(items, number=number) for number in range(5, 7)]
    assert Counter(id(item) for one in taken for item in one) == Counter(map(id, items))
    assert sorted(map(len, taken)) == [3, 4]


@pytest.mark.parametrize("one_in", [3, 6])
def test_of_cases_in_parts_each_is_run_once_in_so_many_turns(one_in: int) -> None:
    cases = list(range(40))
    taken = [Turns(number=number).part(cases, one_in=one_in) for number in range(5, 5 + one_in)]
    assert sorted(case for one in taken for case in one) == cases
    assert taken[1] == Turns(number=5).part(cases, one_in=one_in, place=1)
    assert Turns(number=5, every=True).part(cases, one_in=one_in) == cases


def test_what_is_not_named_is_always_run() -> None:
    items: list[Any] = [Item("one"), Item("two", FILE.parent / "faults" / "test_agent.py")]
    assert run(items, sixths=(FILE.parent / "faults",), number=1)[0] is items[0]
    assert run(items, number=1) == items
    assert run(items, sixths=(FILE.parent,), number=1, every=True) == items


def test_whatever_takes_turns_comes_soon(request: pytest.FixtureRequest) -> None:
    """Every test that this process has collected."""
    items = request.config.stash[COLLECTED]
    left_out = [set(Turns(number=number).left_out(items)) for number in range(LONGEST)]
    assert set.intersection(*left_out) == set()
    for group in groups(items, ()):
        assert (group.one_in or len(group.items)) <= min(LONGEST, len(group.items))


def test_one_of_each_page_in_another_language() -> None:
    chosen = {page: [Turns(number=n).some(("en", "tr"), page)[0] for n in (0, 1)] for page in "abcdefgh"}
    assert all(sorted(both) == ["en", "tr"] for both in chosen.values())
    assert {first for first, _ in chosen.values()} == {"en", "tr"}
    assert sorted(Turns(every=True).some(("en", "tr"), "a")) == ["en", "tr"]


@pytest.mark.parametrize(
    ("words", "named", "every"),
    [
        ({}, ["tests"], False),
        ({"every": True}, ["tests"], True),
        ({"keyword": "split"}, ["tests"], True),
        ({}, ["tests/browser/test_states.py"], True),
        ({"in_sixths": ["tests/views"]}, ["tests/views"], False),
        ({"in_turns": True}, ["tests/browser/test_states.py"], False),
        ({"in_sixths": ["tests/views"], "every": True}, ["tests/views"], True),
    ],
)
def test_who_names_tests_gets_all_of_them(
    words: dict[str, Any], named: list[str], every: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    said = {"every": False, "keyword": "", "markexpr": "", "in_sixths": [], "in_turns": False, **words}
    config: Any = SimpleNamespace(args=named, getoption=said.__getitem__)
    assert Turns.of(config).every is every


def test_every_fault_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAULTS", raising=False)
    chosen = set[int]()
    for commit in range(100):
        monkeypatch.setenv("TESTS_OF_COMMIT", f"{commit}")
        chosen |= {place for _, place in cases(range(40), rounds="FAULTS", few=4)}
    assert chosen == set(range(40))
