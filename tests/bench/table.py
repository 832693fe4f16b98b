"""The bench's table: what was measured, what is to be reached, whether it was."""

import sys
from dataclasses import dataclass, field

TIMES = ("ms", "s")  # units of what other work on the machine makes longer


@dataclass(frozen=True, slots=True)
class Row:
    """`ratio`: to the yardstick of the same minute, `times` at most. Where both are given they decide: other
    work on the machine slows both. `most` is what a quiet machine reaches; for a time it decides nothing."""

    what: str
    value: float
    unit: str
    most: float | None
    ratio: float | None = None
    times: float | None = None

    @property
    def reached(self) -> bool | None:
        """None where nothing is to be reached."""
        if self.ratio is not None and self.times is not None:
            return self.ratio <= self.times
        return None if self.most is None else self.value <= self.most

    def __str__(self) -> str:
        goal = "" if self.most is None else f"≤ {self.most:g}"
        against = "" if self.ratio is None else f"{self.ratio:.3g} ×"
        times = "" if self.times is None else f"≤ {self.times:g}"
        verdict = {None: "", True: "reached", False: "NOT REACHED"}[self.reached]
        figures = f"{self.value:>9.3g} {self.unit:<5} {goal:>7}  {against:>8} {times:>6}"
        return f"{self.what:<66} {figures}  {verdict}".rstrip()


@dataclass
class Table:
    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        what: str,
        value: float,
        unit: str = "×",
        most: float | None = None,
        *,
        yardstick: float | None = None,
        times: float | None = None,
    ) -> None:
        """A figure, and at most how large it may be (None: told only); with the yardstick in the same unit,
        and at most how many times it. ValueError for a goal in time that no yardstick judges."""
        if unit in TIMES and most is not None and None in (yardstick, times):
            raise ValueError(f"{what}: a time is judged by a yardstick of the same run")
        ratio = None if yardstick is None else value / yardstick
        row = Row(what, value, unit, most, ratio, times)
        self.rows.append(row)
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()

    def add_both(
        self,
        what: str,
        took: list[float],
        yardsticks: list[float],
        *,
        most: tuple[float | None, float | None] = (None, None),
        times: tuple[float | None, float | None] = (None, None),
    ) -> None:
        """p50 and p95 in milliseconds, each against the same of the yardstick, measured in between."""
        for share, goal, factor in zip((0.5, 0.95), most, times, strict=True):
            word, against = f"{what}, p{share * 100:.0f}", percentile(yardsticks, share)
            self.add(word, percentile(took, share), "ms", goal, yardstick=against, times=factor)

    def show_all(self) -> None:
        missed = [row for row in self.rows if row.reached is False]
        sys.stdout.write(f"\n{len(self.rows)} figures, {len(missed)} not reached\n")
        sys.stdout.write("".join(f"  {row.what}\n" for row in missed))


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
