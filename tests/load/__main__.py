"""`make load`: sixty packers on one small machine. Four scenarios of bounded time, on loopback alone.

Words: names of scenarios (all without any) and `name=number` of: seconds, packers, year.
"""

import os
import sys

from tests.bench.table import Table
from tests.load.wanted import wanted_of
from tests.processes import end_when_told


def main(words: list[str]) -> None:
    wanted = wanted_of(words)
    end_when_told()
    os.environ["DJANGO_SETTINGS_MODULE"] = "backoffice.settings"
    from tests.load.report import report  # noqa: PLC0415 - after the settings' name

    table = Table()
    for name in wanted.scenarios:
        report(table, name, wanted)
    table.show_all()


if __name__ == "__main__":
    main(sys.argv[1:])
