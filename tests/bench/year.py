"""A year of rows: every page, the scans, the sweep and the feeder's polling, on both databases.

Each database is made and measured by a process of its own (tests/bench/year_run.py) and removed afterwards.
YEAR_PACKAGES and YEAR_PACKAGES_SQLITE say how many packages that year had.
"""

import json
import os
import subprocess
import sys
from typing import Any

from tests.bench.table import Table, percentile
from tests.postgres import Postgres
from tests.processes import ROOT, Product

GOALS = {"page": (40, 50), "poll": (4, 5)}  # ms on a quiet machine, and times a bare page's


def measure(made: Product, table: Table) -> None:
    only = os.environ.get("YEAR_ON", "")
    if only != "postgresql":
        _run(
            made, table, "SQLite", made.env["DATABASE_URL"], os.environ.get("YEAR_PACKAGES_SQLITE", "100000")
        )
    if only != "sqlite":
        with Postgres() as server:
            packages = os.environ.get("YEAR_PACKAGES", "1000000")
            _run(made, table, "PostgreSQL", server.url, packages)


def _run(made: Product, table: Table, name: str, url: str, packages: str) -> None:
    command = [sys.executable, "-m", "tests.bench.year_run", packages]
    env = {**made.env, "DATABASE_URL": url, "SELLER_CENTER_URL": "", "SHELF_IN_FLIGHT": "2"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            _tell(table, name, json.loads(line))
    if process.returncode:
        raise RuntimeError(f"the year on {name} could not be measured")


def _tell(table: Table, name: str, row: dict[str, Any]) -> None:
    """Against a bare page's, all in the same rounds; the time on a processor is judged, which other work
    lengthens least."""
    what = f"{name}, {row['what']}"
    table.add_both(what, row["all"], row["bare"])
    most, times = GOALS[row["kind"]]
    busy, bare = percentile(row["busy"], 0.95), percentile(row["bare_busy"], 0.5)
    table.add(f"{what}, p95 on a processor", busy, "ms", most, yardstick=bare, times=times)
