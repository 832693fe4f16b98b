"""A backup is restored for real: the database as it was before eleven labels came out."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.faults.batch import Batch
from tests.faults.rounds import LEASE, Raw, Round
from tests.postgres import TESTS, Postgres
from tests.prepared import copy_database
from tests.processes import Product, until

LABELS = 11
HELD = "SELECT count(*) FROM packages_ui_printhold WHERE since IS NOT NULL"
PAUSE = """
import json
from django.utils import timezone
from packages_ui.models import Printer
printer = Printer.objects.create(**json.loads({fields!r}))
Printer.objects.update(paused_at=timezone.now())
print(json.dumps(True))
"""
PAUSE_AGAIN = """
import json
from django.utils import timezone
from packages_ui.models import Printer
print(json.dumps(Printer.objects.update(paused_at=timezone.now())))
"""
RESUME = """
import json
from packages_ui.models import Printer
from packages_ui.services.printing.control import resume_printer
print(json.dumps(resume_printer(printer=Printer.objects.get())))
"""

pytestmark = pytest.mark.in_turn(one_in=3)


class Databases:
    """One that is backed up and restored as an administrator would."""

    def __init__(self, made: Product, server: Postgres | None) -> None:
        self.made, self.server = made, server

    def back_up(self) -> None:
        if self.server:
            self._say(f"CREATE DATABASE backup TEMPLATE {TESTS}")
            return
        paths = (self.made.folder / name for name in ("db.sqlite3", "backup.sqlite3"))
        now, backup = map(sqlite3.connect, paths)
        with closing(now), closing(backup):
            now.backup(backup)

    def restore(self) -> None:
        if self.server:
            self.made.env["DATABASE_URL"] = self.server.url_of("backup")
            return
        for path in self.made.folder.glob("db.sqlite3*"):
            path.unlink()
        shutil.copy(self.made.folder / "backup.sqlite3", self.made.folder / "db.sqlite3")

    def _say(self, sql: str) -> None:
        assert self.server
        with psycopg.connect(
            host=str(self.server.folder), user="test", dbname="template1", autocommit=True
        ) as it:
            it.execute(sql.encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    folder = Path(mkdtemp(prefix="restored-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = stack.enter_context(Postgres(migrated=True)) if request.param == "postgresql" else None
        env = {"DATABASE_URL": server.url_of(TESTS)} if server else {}
        made = Product(
            folder, env={**env, "PRINT_LEASE_SECONDS": str(LEASE), "PRINTERS_ON_THIS_MACHINE": "yes"}
        )
        stack.callback(made.close)
        if not server:
            copy_database(folder / "db.sqlite3")
        made.start_redis()
        made.start_sandbox("--packages", "100", "--seed", "7")
        yield Databases(made, server)


def test_it_prints_none_of_them_again(databases: Databases) -> None:
    made = databases.made
    with ZplPrinter() as printer:
        peer = Raw(printer)
        a_round = Round(made, [peer], list(Batch.of_printable(made, most=LABELS).labels), seed=1)
        made.python(PAUSE.format(fields=json.dumps(peer.fields())))
        a_round.ask()
        a_round.start_worker()
        until(lambda: a_round.states()["ready"] == LABELS, "the labels")
        _stop(made)
        databases.back_up()
        assert made.python(RESUME)
        a_round.start_worker()
        until(lambda: a_round.states()["printed"] == LABELS, "paper")
        _stop(made)
        databases.restore()
        assert made.python(RESUME)  # the backup is from before the printer was let go on
        a_round.start_worker()
        until(lambda: a_round.rows(HELD)[0][0] == 1, "printing to be held")
        assert dict(a_round.states()) == {"unknown": LABELS}
        assert len(printer.printed) == LABELS


@pytest.mark.parametrize(
    ("databases", "files"), [("sqlite", "older"), ("postgresql", "gone")], indirect=["databases"]
)
def test_it_prints_none_of_them_again_where_redis_alone_is_newer(databases: Databases, files: str) -> None:
    """The database comes from the backup, and the files as well, or they were on the disk that broke."""
    made = databases.made
    sent, kept = made.folder / "media" / "sent", made.folder / "sent-backup"
    with ZplPrinter() as printer:
        peer, numbers = Raw(printer), list(Batch.of_printable(made, most=LABELS).labels)
        before, since = (Round(made, [peer], part, seed=1) for part in (numbers[:4], numbers[4:]))
        before.ask()
        before.start_worker()
        until(lambda: before.states() == {"printed": 4}, "paper")
        assert made.python(PAUSE_AGAIN)
        since.ask(key="later")
        until(lambda: since.states()["ready"] == len(since.packages), "the labels")
        _stop(made)
        databases.back_up()
        shutil.copytree(sent, kept)
        assert made.python(RESUME)
        since.start_worker()
        until(lambda: since.states()["printed"] == LABELS, "paper")
        _stop(made)
        databases.restore()
        shutil.rmtree(sent)
        if files == "older":
            shutil.copytree(kept, sent)
        assert made.python(RESUME)
        since.start_worker()
        until(lambda: since.rows(HELD)[0][0] == 1, "printing to be held")
        assert since.states() == {"printed": 4, "unknown": LABELS - 4}
        assert len(printer.printed) == LABELS


def _stop(made: Product) -> None:
    made.stop("worker")
    made.stop("beat")
