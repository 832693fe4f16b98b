"""A round: a batch of labels, real printers, the real worker and Redis, and one fault at a random moment.
What the printers received is counted, and compared with what the rows say."""

import json
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any, Protocol

import httpx
import psycopg

from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.printers.ipp_printer import IppEvePrinter
from tests.processes import Product, until
from tests.read_once import texts_on

LABELS = 200
LEASE = 10  # seconds: a task of a worker on a busy machine draws its first label within it
FOOTER = re.compile(rb"\^FD(\d{10,}) / \d+ / r\d+\^FS")
OPEN = ("wanted", "fetching", "ready", "sending", "sent")
ASK = """
import json
from concurrent.futures import ThreadPoolExecutor
from django.contrib.auth.models import User
from packages_ui.models import Printer
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.tasks import wake_feeders, wake_fetchers
user, _ = User.objects.get_or_create(username="lead")
def ask(wish):
    printer, _ = Printer.objects.get_or_create(name=wish["printer"]["name"], defaults=wish["printer"])
    again = {{"again": True, "because": "other"}} if wish["again"] else {{}}
    where = {{"printer": printer}} | again
    create(PrintRequest(user_id=user.pk, key=wish["key"], packages=wish["packages"], **where))
    wake_fetchers(), wake_feeders()
with ThreadPoolExecutor({times}) as doors:
    list(doors.map(ask, json.loads({wishes!r}) * {times}))
print(json.dumps(True))
"""

SIGN_IN = """
import json
from django.contrib.auth.models import Permission, User
from django.test import Client
from packages_ui.models import Printer
user = User.objects.create_user("packer")
user.user_permissions.set(Permission.objects.filter(content_type__app_label="packages_ui"))
client = Client()
client.force_login(user)
printers = [Printer.objects.create(**fields).pk for fields in json.loads({printers!r})]
print(json.dumps({{"session": client.cookies["sessionid"].value, "printers": printers}}))
"""
CSRF = "x" * 32


class Peer(Protocol):
    """A printer of this round, and the batch that goes there."""

    name: str

    def fields(self) -> dict[str, Any]:
        """What an administrator enters."""

    def numbers(self) -> list[str]:
        """The packages whose labels came out, in order."""


@dataclass
class Raw:
    """A ZPL printer on a socket."""

    printer: ZplPrinter
    name: str = "zebra"
    counts: bool = False

    def fields(self) -> dict[str, Any]:
        where = f"{self.printer.host}:{self.printer.port}"
        return {"name": self.name, "kind": "raw", "address": where, "counts": self.counts}

    def numbers(self) -> list[str]:
        return [found[1].decode() for zpl in list(self.printer.printed) if (found := FOOTER.search(zpl))]


@dataclass
class Ipp:
    """CUPS' own printer, reached directly or through a queue at `uri`."""

    printer: IppEvePrinter
    tracking: dict[str, str]
    uri: str = ""
    name: str = "ipp"

    def fields(self) -> dict[str, Any]:
        return {"name": self.name, "kind": "ipp", "address": self.uri or self.printer.uri}

    def numbers(self) -> list[str]:
        return [self.tracking[text] for _, pdf in self.printer.printed for text in texts_on(pdf)]


@dataclass
class Round:
    """`kills` is how often a worker was killed. `asked` counts the batches that were really asked for."""

    made: Product
    peers: list[Any]
    packages: list[str]
    seed: int
    random: Random = field(init=False)
    kills: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    @property
    def open_states(self) -> tuple[str, ...]:
        """A printer that never answers leaves its labels at `sent` for good."""
        mute = any(isinstance(peer, Raw) and peer.printer.mute for peer in self.peers)
        return OPEN[:-1] if mute else OPEN

    # --- the product

    def start_worker(self, name: str = "worker") -> None:
        """And, with the first, the scheduler: as a process of its own, as in production."""
        self.made.start_worker(name, kept=True)
        if "beat" not in self.made.running:
            self.made.start_beat()

    def kill_worker(self, name: str = "worker") -> None:
        self.made.kill(name)
        self.kills += 1

    def ask(self, *, times: int = 1, key: str = "") -> None:
        wishes = [
            {"key": key or peer.name, "packages": self.packages, "printer": peer.fields(), "again": place > 0}
            for place, peer in enumerate(self.peers)
        ]
        self.made.python(ASK.format(wishes=json.dumps(wishes), times=times))

    def start_web(self) -> None:
        self.made.start_web("--no-control-socket", "--workers", "1", "--threads", "4")
        until(lambda: httpx.get(f"{self.made.web_url}/login/").is_success, "the web")

    def press_print(self) -> Callable[[], bool]:
        """What a browser does that asks for the batch of the first printer; it may be called again. Whether
        it was answered."""
        printers = json.dumps([peer.fields() for peer in self.peers])
        told = self.made.python(SIGN_IN.format(printers=printers))
        browser = httpx.Client(base_url=self.made.web_url, headers={"X-CSRFToken": CSRF}, timeout=20)
        browser.cookies.update({"sessionid": told["session"], "csrftoken": CSRF})
        fields = {"packages": self.packages, "key": "pressed-once", "printer": str(told["printers"][0])}

        def press() -> bool:
            try:
                return browser.post("/labels/batches/", data=fields).status_code == httpx.codes.FOUND
            except httpx.TransportError:
                return False

        return press

    def wait_for_some(self, least: int = 3, most: int = 150) -> None:
        """Until a random number of labels has come out of the first printer, and a moment more."""
        most = min(most, len(self.packages) * 3 // 4)
        count = self.random.randint(min(least, most), most)
        until(lambda: len(self.peers[0].printer.printed) >= count, f"{count} labels")
        time.sleep(self.random.random() * 0.05)

    def rows(self, sql: str, *, patience: float = 20) -> list[Any]:
        url = self.made.env["DATABASE_URL"]
        if url.startswith("postgres"):
            folder, _, name = url.partition("@")[2].replace("%2F", "/").rpartition("/")
            with psycopg.connect(host=folder, user="test", dbname=name) as database:
                return database.execute(sql.encode()).fetchall()
        path = self.made.folder / "db.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=patience)) as database:
            return database.execute(sql).fetchall()

    def write(self, sql: str) -> None:
        """What a person does who is not at a keyboard of ours: for SQLite only."""
        with closing(sqlite3.connect(self.made.folder / "db.sqlite3", timeout=20)) as database, database:
            database.execute(sql)

    def states(self) -> Counter[str]:
        return Counter(dict(self.rows("SELECT state, count(*) FROM packages_ui_printjob GROUP BY state")))

    def settled(self) -> int:
        """How many labels no longer move by themselves."""
        return sum(count for state, count in self.states().items() if state not in self.open_states)

    def wait_until_settled(self, patience: float = 400) -> None:
        """Nothing moves by itself any more. How fast a machine is says nothing: it fails where in `patience`
        seconds not one label more has settled, as where some go round for ever."""
        asked, most = len(self.packages) * len(self.peers), 0
        try:
            while most < asked or self.states().total() != asked:
                until(lambda least=most: self.settled() > least, "an end", patience)
                most = max(most, self.settled())
        except TimeoutError as error:
            raise TimeoutError(f"no end: {dict(self.states())}") from error


@dataclass(frozen=True)
class Count:
    """What came of a round. `lost`: called printed and not on paper. `doubled`: on paper more than once.
    `hidden`: on paper although its row says that it is not. `disorder`: pairs that came out the wrong way
    round, but for labels that were sent again, or that a killed CUPS forgot: what was handing them to the
    printer goes on without it, and they may come after the next. `untold`: doubled, and its row does not say
    that it may be."""

    states: Counter[str]
    lost: list[str]
    doubled: list[str]
    untold: list[str]
    hidden: list[str]
    disorder: list[tuple[str, str]]
    kills: int

    def __str__(self) -> str:
        words = f"lost {len(self.lost)}, doubled {len(self.doubled)} ({len(self.untold)} untold)"
        words += f", hidden {len(self.hidden)}"
        return f"{words}, disorder {len(self.disorder)}, {self.kills} kills, {dict(self.states)}"


def count(a_round: Round) -> Count:
    """Compare paper and rows, printer by printer."""
    lost: list[str] = []
    doubled: list[str] = []
    untold: list[str] = []
    hidden: list[str] = []
    disorder: list[tuple[str, str]] = []
    for peer in a_round.peers:
        before = _rows_of(a_round, peer.name)  # a label that nobody knew of may come out while paper is read
        paper = peer.numbers()
        came, rows = Counter(paper), _rows_of(a_round, peer.name)
        twice = [number for number, times in came.items() if times > 1]
        doubled += twice
        untold += [number for number in twice if not rows[number][2]]
        claimed = [number for number, (state, *_) in before.items() if state in ("printed", "sent")]
        lost += [number for number in claimed if not came[number]]
        hidden += [n for n, (state, *_) in rows.items() if state in ("cancelled", "wanted") and came[n]]
        first_try = [number for number in dict.fromkeys(paper) if rows[number][1]]
        places = {number: place for place, number in enumerate(a_round.packages)}
        disorder += [(a, b) for a, b in pairwise(first_try) if places[a] > places[b]]
    return Count(a_round.states(), lost, doubled, untold, hidden, disorder, a_round.kills)


def _rows_of(a_round: Round, printer: str) -> dict[str, tuple[str, bool, bool]]:
    """Of each package its state, whether it has its place in the order, and whether it may be doubled."""
    in_order = "j.attempts = 1 AND NOT (j.state = 'unknown' AND j.cause = 'forgot')"
    sql = (
        f"SELECT j.package_number, j.state, {in_order}, j.maybe_twice FROM packages_ui_printjob j"
        " JOIN packages_ui_labelbatch b ON b.id = j.batch_id"
        " JOIN packages_ui_printer p ON p.id = b.printer_id"
        f" WHERE p.name = '{printer}'"
    )
    return {number: (state, ordered, told) for number, state, ordered, told in a_round.rows(sql)}


Fault = Callable[[Round], None]
