"""Which scenarios are run, and how long."""

from collections.abc import Sequence
from dataclasses import dataclass

SCENARIOS = ("steady", "first", "year", "leads")
MOST_SECONDS, MOST_PACKERS = 3600, 200


@dataclass
class Wanted:
    """`seconds` of each scenario; `year`: packages of the year."""

    scenarios: tuple[str, ...] = SCENARIOS
    seconds: int = 120
    packers: int = 60
    year: int = 1_000_000


def wanted_of(words: Sequence[str]) -> Wanted:
    """Names of scenarios, and `name=number`. Raises SystemExit, which says what there is."""
    numbers = dict(word.split("=", 1) for word in words if "=" in word)
    names = tuple(word for word in words if "=" not in word)
    known = set(names) <= set(SCENARIOS) and set(numbers) <= {"seconds", "packers", "year"}
    if not known or not all(map(str.isdecimal, numbers.values())):
        raise SystemExit(f"Say some of: {' '.join(SCENARIOS)} seconds=120 packers=60 year=1000000")
    wanted = Wanted(names or SCENARIOS, **{name: int(number) for name, number in numbers.items()})
    wanted.seconds, wanted.packers = min(wanted.seconds, MOST_SECONDS), min(wanted.packers, MOST_PACKERS)
    return wanted
