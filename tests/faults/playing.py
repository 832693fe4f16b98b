"""Which rounds are played, and by whom: all kinds in turn in a soak, a few of them with each commit."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any, TypeVar

import pytest

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from tests.faults.rounds import Count
from tests.turns import commit

AT_ONCE = 2 if "PYTEST_XDIST_WORKER" in os.environ else 4  # most of a round is waiting
PACKAGES = 1500
Plan = TypeVar("Plan")


def cases(plans: Sequence[Plan], *, rounds: str, few: int) -> list[tuple[Plan, int]]:
    """As many of all kinds in turn as the variable `rounds` says, their seeds counted from SOAK_FROM; else a
    few that the commit chooses, so that all come with time. Each with its seed, which is its place among
    `plans` at first."""
    if count := int(os.environ.get(rounds, "0")):
        first = int(os.environ.get("SOAK_FROM", "0"))
        return [(plans[place % len(plans)], place) for place in range(first, first + count)]
    return [(plans[place], place) for place in sorted(Random(commit()).sample(range(len(plans)), few))]


def name_of(case: tuple[Any, int]) -> str:
    return f"{case[1]}-{case[0]}"


@contextmanager
def played(
    request: pytest.FixtureRequest, play: Callable[[Any, int], Count]
) -> Iterator[dict[int, "Future[Count]"]]:
    """By seed: every round of this file that was asked for, a few at a time."""
    mine = (item for item in request.session.items if item.path == request.path)
    wanted = [item.callspec.params["case"] for item in mine if hasattr(item, "callspec")]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {seed: pool.submit(play, plan, seed) for plan, seed in wanted}


def packages(most: int) -> dict[str, str]:
    """Numbers of packages whose labels are single pieces of ZPL, and what their barcode says."""
    records = Sandbox(packages=PACKAGES, seed=1).packages.values()
    found = [record for record in records if kind_of(record) == "zpl"][:most]
    return {record.number: str(record.body["tracking_number"]) for record in found}
