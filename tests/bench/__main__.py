"""`make bench`: speed and memory as ratios within one run, against the sandbox over loopback.

`make bench ARGS=year` and `ARGS=copy` are asked for by name: their rows take gigabytes and minutes.

What takes time is judged by its ratio to a yardstick of the same rounds (tests/bench/yardstick.py): other
work on the machine lengthens both. The milliseconds beside it are what a quiet machine is to reach, and the
ratios were set from them, by what the yardsticks take on two quiet cores: plain Python 1 ms, a bare page
0.77 ms of a processor. A page's 40 ms are 50 times a bare page, a poll's 4 ms 5 times, a scan's 10 ms 13
times, a parcel's 0.15 s of the web 195 times. Each limit was then tried beside other work (load 6 to 13 on
two cores), where the same code reached about the same ratios, while its milliseconds doubled: one that is
missed says something of the code. Where no goal in milliseconds is given, the limit is half as much again
as was measured there.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.table import Table
from tests.processes import end_when_told, product

BY_NAME = ("year", "copy")
SECTIONS = (
    "paper",
    "drawing",
    "hostile",
    "fetching",
    "listing",
    "printing",
    "agent",
    "documents",
    "packing",
    "screens",
)


def main(wanted: list[str]) -> None:
    if unknown := set(wanted) - {*SECTIONS, *BY_NAME}:
        known = ", ".join((*SECTIONS, *BY_NAME))
        raise SystemExit(
            f"There is no bench of {', '.join(sorted(unknown))}. Nothing was measured. Choose of: {known}."
        )
    table = Table()
    end_when_told()
    with TemporaryDirectory(prefix="bench-") as folder, product(Path(folder), LABELS_IN_FLIGHT="16") as made:
        os.environ.update(made.env)
        made.web_app = "tests.bench.web"
        import django  # noqa: PLC0415 - the settings read the environment of this run

        django.setup()
        from django.db import connections  # noqa: PLC0415 - it needs the settings

        from tests.bench import (  # noqa: PLC0415 - they need the settings
            agent,
            copy,
            documents,
            drawing,
            fetching,
            hostile,
            listing,
            packing,
            paper,
            printing,
            screens,
            year,
        )

        measures = {
            "paper": paper.measure,
            "drawing": drawing.measure,
            "hostile": hostile.measure,
            "fetching": fetching.measure,
            "listing": listing.measure,
            "printing": printing.measure,
            "agent": agent.measure,
            "documents": documents.measure,
            "packing": packing.measure,
            "screens": screens.measure,
            "year": year.measure,
            "copy": copy.measure,
        }
        for name in wanted or SECTIONS:
            connections.close_all()
            made.begin_anew()  # or it would find packages that another section has printed and packed
            measures[name](made, table)
    table.show_all()


if __name__ == "__main__":
    main(sys.argv[1:])
