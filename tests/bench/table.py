"""The bench's table: what was measured, what is to be reached, whether it was."""

import sys
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    value: float
    unit: str
    most: float | None

    def __str__(self) -> str:
        goal = "" if self.most is None else f"≤ {self.most:g}"
        verdict = "" if self.most is None else ("reached" if self.value <= self.most else "NOT REACHED")
        return f"{self.what:<66} {self.value:>9.3g} {self.unit:<9} {goal:>8}  {verdict}"


@dataclass
class Table:
    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, value: float, unit: str = "×", most: float | None = None) -> None:
        """A figure, and at most how large it may be (None: told only)."""
        row = Row(what, value, unit, most)
        self.rows.append(row)
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()

    def show_all(self) -> None:
        missed = [row for row in self.rows if row.most is not None and row.value > row.most]
        sys.stdout.write(f"\n{len(self.rows)} figures, {len(missed)} not reached\n")


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
