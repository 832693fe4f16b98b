"""`make load`: sixty packers on one small machine. Four scenarios of bounded time, on loopback alone.

Words: names of scenarios (all without any) and `name=value` of: seconds, packers, year.
"""

import os
import sys

from tests.bench.table import Table
from tests.load.wanted import SCENARIOS, Wanted


def main(words: list[str]) -> int:
    wanted = _wanted(words)
    os.environ["DJANGO_SETTINGS_MODULE"] = "backoffice.settings"
    from tests.load.report import report  # noqa: PLC0415 - after the settings' name

    table = Table()
    for name in wanted.scenarios:
        report(table, name, wanted)
    table.show_all()
    return 0


def _wanted(words: list[str]) -> Wanted:
    numbers = {name: int(value) for name, _, value in (word.partition("=") for word in words) if value}
    names = tuple(word for word in words if "=" not in word)
    if set(names) - set(SCENARIOS) or set(numbers) - {"seconds", "packers", "year"}:
        raise SystemExit(f"Say some of: {' '.join(SCENARIOS)} seconds=120 packers=60 year=1000000")
    wanted = Wanted(names or SCENARIOS, **numbers)
    wanted.seconds, wanted.packers = min(wanted.seconds, 3600), min(wanted.packers, 200)
    return wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
