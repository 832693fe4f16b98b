"""`make bench`: speed and memory as ratios within one run, against the sandbox over loopback."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.table import Table
from tests.processes import product

SECTIONS = ("paper", "fetching", "listing", "printing")


def main(wanted: list[str]) -> None:
    table = Table()
    with TemporaryDirectory(prefix="bench-") as folder, product(Path(folder), LABELS_IN_FLIGHT="16") as made:
        os.environ.update(made.env)
        import django  # noqa: PLC0415 - the settings read the environment of this run

        django.setup()
        from tests.bench import fetching, listing, paper, printing  # noqa: PLC0415 - they need the settings

        measures = {
            "paper": paper.measure,
            "fetching": fetching.measure,
            "listing": listing.measure,
            "printing": printing.measure,
        }
        for name in wanted or SECTIONS:
            measures[name](made, table)
    table.show_all()


if __name__ == "__main__":
    main(sys.argv[1:])
