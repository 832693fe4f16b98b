"""`make bench`: speed and memory as ratios within one run, against the sandbox over loopback.

`make bench ARGS=year` is asked for by name: its rows take gigabytes and minutes.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.table import Table
from tests.processes import end_when_told, product

SECTIONS = ("paper", "drawing", "fetching", "listing", "printing", "documents", "packing")


def main(wanted: list[str]) -> None:
    table = Table()
    end_when_told()
    with TemporaryDirectory(prefix="bench-") as folder, product(Path(folder), LABELS_IN_FLIGHT="16") as made:
        os.environ.update(made.env)
        made.web_app = "tests.bench.web"
        import django  # noqa: PLC0415 - the settings read the environment of this run

        django.setup()
        from tests.bench import (  # noqa: PLC0415 - they need the settings
            documents,
            drawing,
            fetching,
            listing,
            packing,
            paper,
            printing,
            year,
        )

        measures = {
            "paper": paper.measure,
            "drawing": drawing.measure,
            "fetching": fetching.measure,
            "listing": listing.measure,
            "printing": printing.measure,
            "documents": documents.measure,
            "packing": packing.measure,
            "year": year.measure,
        }
        for name in wanted or SECTIONS:
            measures[name](made, table)
    table.show_all()


if __name__ == "__main__":
    main(sys.argv[1:])
