"""One section of the bench, in the process that was started for it."""

import os
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.table import Table
from tests.processes import end_when_told, product


def measure_in_process(name: str, answer: Connection) -> None:
    """`answer` gets the rows of its table."""
    end_when_told()
    table = Table()
    with TemporaryDirectory(prefix="bench-") as folder, product(Path(folder), LABELS_IN_FLIGHT="16") as made:
        os.environ.update(made.env)
        made.web_app = "tests.bench.web"
        import django  # noqa: PLC0415 - the settings read the environment of this run

        django.setup()
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
        measures[name](made, table)
    answer.send(table.rows)
