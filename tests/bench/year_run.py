"""One database with a year of rows, measured in one process: a line of JSON for each page and each poll.

Pages go through Django's test client, all middleware included, and a Seller Center in this process; its time
is not ours and is taken off. In every round a bare page is asked for too: the yardstick of the same minute.
Beside other work each figure is told by processor time as well, this process's and its database session's,
which others on the machine hardly lengthen.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import django
from django.conf import settings

ROUNDS = 40
LONGEST = 12.0  # seconds for one page in all rounds; at least LEAST rounds are done
LEAST = 10
Work = Callable[[], object]


def main(packages: int) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the set-up

    call_command("migrate", verbosity=0)
    from tests.year import make_year  # noqa: PLC0415 - the models need the set-up

    began = time.perf_counter()
    make_year(packages=packages)
    sys.stderr.write(f"{packages:,} packages were made in {time.perf_counter() - began:.0f} s\n")
    settings.ROOT_URLCONF = "tests.bench.bare"
    from backoffice.garbage import keep_what_is_loaded  # noqa: PLC0415 - loads the views, which need it too
    from packages_ui.sandbox.app import Sandbox  # noqa: PLC0415 - the same
    from tests.bench.year_paths import Year, polls  # noqa: PLC0415 - the same
    from tests.in_process import in_process  # noqa: PLC0415 - the same

    with in_process(Sandbox(packages=60, seed=1)) as sandbox, _their_time(sandbox) as theirs:
        year = Year()
        keep_what_is_loaded()  # as the web does
        for what, page in {**year.pages(), **year.scans(), **year.many()}.items():
            _tell(what, "page", page, year.bare, theirs)
        for what, poll in polls().items():
            _tell(what, "poll", poll, year.bare, theirs)


@contextmanager
def _their_time(sandbox: object) -> Iterator[list[float]]:
    """What Seller Center's own answers took: seconds in all, in a list of one."""
    spent, call = [0.0], type(sandbox).__call__

    def timed(*arguments: object) -> object:
        began = time.perf_counter()
        try:
            return call(*arguments)
        finally:
            spent[0] += time.perf_counter() - began

    with patch.object(type(sandbox), "__call__", timed):
        yield spent


def _tell(what: str, kind: str, work: Work, bare: Work, theirs: list[float]) -> None:
    work()
    ours, yardstick = Took(), Took()
    processors, began = _processors(), time.perf_counter()
    while len(ours.all) < ROUNDS and (len(ours.all) < LEAST or time.perf_counter() - began < LONGEST):
        ours.add(work, processors, theirs)
        yardstick.add(bare, processors, theirs)
    row = {"what": what, "kind": kind, **vars(ours), "bare": yardstick.all, "bare_busy": yardstick.busy}
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


@dataclass
class Took:
    """Milliseconds of each round, in `all` and on a processor."""

    all: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    def add(self, work: Work, processors: Callable[[], float], theirs: list[float]) -> None:
        before = processors()
        self.all.append(_milliseconds(work, theirs))
        self.busy.append((processors() - before) * 1000)


def _processors() -> Callable[[], float]:
    """Seconds that this process, and with PostgreSQL its session's, has been on a processor."""
    from django.db import connection  # noqa: PLC0415 - after the set-up

    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        schedule = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")  # nanoseconds first (Linux)
    return lambda: time.process_time() + int(schedule.read_text().split()[0]) / 1e9


def _milliseconds(work: Work, theirs: list[float]) -> float:
    before, began = theirs[0], time.perf_counter()
    work()
    return max(time.perf_counter() - began - (theirs[0] - before), 0.0) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]))
