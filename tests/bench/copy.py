"""The copy of packages in full: the overview, searching, filtering, sorting and paging it, following changes,
and reading it for the first time, on both databases.

Each database is made and measured by a process of its own (tests/bench/copy_run.py, first_read.py) and
removed afterwards. COPY_PACKAGES and COPY_PACKAGES_SQLITE say how many packages there are, COPY_FIRST how
many are read for the first time (a million takes half an hour), COPY_ON names only one database.
"""

import json
import os
import subprocess
import sys
from typing import Any

from tests.bench.table import Table, percentile
from tests.postgres import Postgres
from tests.processes import ROOT, Product

# ms on a quiet machine, and times a bare page's; SQLite may take half as long again for a search
GOALS = {"search": (100, 130), "list": (50, 65), "overview": (200, 260), "sync": (10_000, 13_000)}


FIRST = os.environ.get("COPY_FIRST", "50000")


def measure(made: Product, table: Table) -> None:
    only = os.environ.get("COPY_ON", "")
    if only != "postgresql":
        packages = os.environ.get("COPY_PACKAGES_SQLITE", "100000")
        _run(made, table, "SQLite", made.env["DATABASE_URL"], ["copy_run", packages])
        _run(made, table, "SQLite", f"sqlite:///{made.folder}/first.sqlite3", ["first_read", FIRST])
    if only != "sqlite":
        with Postgres() as server:
            packages = os.environ.get("COPY_PACKAGES", "1000000")
            _run(made, table, "PostgreSQL", server.url, ["copy_run", packages])
        with Postgres() as server:
            _run(made, table, "PostgreSQL", server.url, ["first_read", FIRST])


def _run(made: Product, table: Table, name: str, url: str, what: list[str]) -> None:
    """`what`: a module of this folder, and how many packages."""
    command = [sys.executable, "-m", f"tests.bench.{what[0]}", what[1]]
    env = {**made.env, "DATABASE_URL": url, "SELLER_CENTER_URL": "", "SHELF_IN_FLIGHT": "0"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            _tell(table, name, json.loads(line))
    if process.returncode:
        raise RuntimeError(f"the copy on {name} could not be measured")


def _tell(table: Table, name: str, row: dict[str, Any]) -> None:
    """Against a bare page's, all in the same rounds; the time on a processor is judged, which other work
    lengthens least."""
    what = f"{name}, {row['what']}"
    if row["kind"] == "figure":
        return table.add(what, row["value"], row.get("unit", "×"), row.get("most"))
    table.add_both(what, row["all"], row["bare"])
    most, times = GOALS[row["kind"]]
    more = 1.5 if name == "SQLite" and row["kind"] == "search" else 1.0
    busy, bare = percentile(row["busy"], 0.95), percentile(row["bare_busy"], 0.5)
    return table.add(
        f"{what}, p95 on a processor", busy, "ms", most * more, yardstick=bare, times=times * more
    )
