"""A lease among processes: of a product on SQLite, whatever database the tests are on."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.processes import product, until

ACT = """
from threading import Event
from time import sleep
from packages_ui.services import lease
from packages_ui.services.packages import action, release

class Soon(Event):
    def wait(self, _seconds):
        return super().wait(0.05)

lease.Event = Soon  # it is renewed again and again, and lasts long: nothing hangs on this machine
action.LEASE_SECONDS = 300
action.read = lambda number: sleep(3600)
release.release(user_id=None, number="P-1", seen=None, item="1")
"""
TAKE = """
import json
from datetime import timedelta
from time_machine import travel
from packages_ui.models import Lease
from packages_ui.services import lease
end = Lease.objects.get(name="package-P-1").until
with travel(end + timedelta(seconds={after})):
    print(json.dumps(bool(lease.take(name="package-P-1", seconds=1))))
"""


def _until(folder: Path) -> str:
    """As it stands in the database of a product; empty where nobody has taken it."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as found:
        return str(found.execute("SELECT max(until) FROM packages_ui_lease WHERE token != ''").fetchone()[0])


def test_it_is_kept_by_a_process_that_works_long_and_given_on_when_that_is_killed(tmp_path: Path) -> None:
    with product(tmp_path) as made:
        made.manage_in_background("act", "shell", "--no-imports", "-c", ACT)
        seen = {"None"}
        for _ in range(4):
            until(lambda: _until(tmp_path) not in seen, "the lease to be renewed")
            seen.add(_until(tmp_path))
        made.kill("act")
        assert made.python(TAKE.format(after=-1)) is False
        assert made.python(TAKE.format(after=1)) is True
