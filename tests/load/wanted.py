"""Which scenarios are run, and how long."""

from dataclasses import dataclass

SCENARIOS = ("steady", "first", "year", "leads")


@dataclass
class Wanted:
    """`seconds` of each scenario, at most 3600; `packers`, at most 200; `year`: packages of the year."""

    scenarios: tuple[str, ...] = SCENARIOS
    seconds: int = 120
    packers: int = 60
    year: int = 1_000_000
