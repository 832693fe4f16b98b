"""What came of a round is counted while a worker may still find out about a label."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.faults.rounds import count


@dataclass
class LateRound:
    """Its second label, which nobody knew of, comes out while the paper of this printer is read."""

    name: str = "zebra"
    packages: list[str] = field(default_factory=lambda: ["1", "2"])
    kills: int = 1
    paper: list[str] = field(default_factory=lambda: ["1"])

    @property
    def peers(self) -> list["LateRound"]:
        return [self]

    def numbers(self) -> list[str]:
        read, self.paper = self.paper, ["1", "2"]
        return read

    def rows(self, _sql: str) -> list[Any]:
        return [(number, self.state_of(number), True, False) for number in self.packages]

    def states(self) -> Counter[str]:
        return Counter(map(self.state_of, self.packages))

    def state_of(self, number: str) -> str:
        return "printed" if number in self.paper else "unknown"


def test_a_label_that_comes_out_meanwhile_is_not_lost() -> None:
    late: Any = LateRound()
    assert count(late).lost == []


def test_a_label_that_is_not_on_paper_is_lost() -> None:
    late: Any = LateRound(paper=["1", "2"])
    late.numbers = lambda: ["1"]
    assert count(late).lost == ["2"]
