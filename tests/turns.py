"""What is too much for every run takes turns, as the commit says; `make test ARGS=--every` runs all of it.

`@pytest.mark.in_turn("language")`: of the tests that differ in that argument alone one is run with each
commit, in one language for some pages and in another for others; with `one_in=3` every third. Where it names
no argument, every third of those in its folder. Of files named by `--in-sixths` a sixth of the tests.
Who names files or tests gets all of them.
"""

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMIT = "TESTS_OF_COMMIT"  # in the environment: a run stays with one, whatever is committed meanwhile
T = TypeVar("T")


def commit() -> str:
    """The same in all processes of a run; empty where there is no repository."""
    if COMMIT not in os.environ:
        ask = ["git", "rev-parse", "HEAD"]
        head = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=False)
        os.environ[COMMIT] = head.stdout.strip()
    return os.environ[COMMIT]


@dataclass(frozen=True)
class Turns:
    """`sixths`: the files and folders of which a sixth is run."""

    every: bool = False
    sixths: tuple[Path, ...] = ()
    number: int = field(default_factory=lambda: crc32(commit().encode()))

    @classmethod
    def of(cls, config: pytest.Config) -> "Turns":
        sixths = tuple(Path(word).resolve() for word in config.getoption("in_sixths"))
        is_whole = [Path(word).resolve() for word in config.args] == [ROOT / "tests"]
        named = not is_whole or config.getoption("keyword") or config.getoption("markexpr")
        named = named and not config.getoption("in_turns")
        return cls(every=config.getoption("every") or bool(named and not sixths), sixths=sixths)

    def some(self, of: Sequence[T], name: str) -> Sequence[T]:
        """One of them, another with another commit or `name`; where every test is run, all."""
        first = (crc32(name.encode()) + self.number) % len(of)
        return [*of[first:], *of[:first]] if self.every else of[first : first + 1]

    def part(self, of: Iterable[T], *, one_in: int, place: int = 0) -> list[T]:
        """Every `one_in`-th of them, others with another commit or `place`; where every test is run, all."""
        return [one for at, one in enumerate(of, start=place) if self.has(at, one_in=one_in)]

    def has(self, place: int, *, one_in: int) -> bool:
        """Whether it is the turn of what stands at this place."""
        return self.every or (self.number + place) % one_in == 0

    def left_out(self, items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
        if self.every:
            return
        for group in groups(items, self.sixths):
            one_in = group.one_in or len(group.items)
            places = enumerate(group.items, start=group.place + self.number)
            yield from (item for place, item in places if place % one_in)


@dataclass
class Group:
    """Tests that take turns. One that comes later begins with another of its members."""

    place: int
    one_in: int = 0
    items: list[pytest.Item] = field(default_factory=list)


def groups(items: Iterable[pytest.Item], sixths: Sequence[Path]) -> Iterable[Group]:
    found: dict[tuple[object, ...], Group] = {}
    of_function: dict[str, int] = defaultdict(int)
    for item in items:
        mark = item.get_closest_marker("in_turn")
        if mark and mark.args:
            function, key = item.nodeid.partition("[")[0], _others(item, mark.args)
        elif mark:
            function, key = item.path.parent.as_posix(), (mark.kwargs["one_in"],)
        elif any(item.path.is_relative_to(one) for one in sixths):
            function, key = item.path.as_posix(), ()
            of_function.setdefault(function, crc32(item.path.name.encode()))  # not all with their first
        else:
            continue
        if (function, *key) not in found:
            one_in = mark.kwargs.get("one_in", 0) if mark else 6
            found[function, *key] = Group(of_function[function], one_in)
            of_function[function] += 1
        found[function, *key].items.append(item)
    return found.values()


def _others(item: pytest.Item, names: Sequence[str]) -> tuple[object, ...]:
    """Of its arguments all but those that take turns: the same objects in all tests of a function."""
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    if not set(names) <= set(params):
        raise pytest.UsageError(f"{item.nodeid} has not all of the arguments {names}")
    return tuple(id(value) for name, value in sorted(params.items()) if name not in names)


now = Turns(every=True, number=0)  # set once pytest knows what it is asked for
