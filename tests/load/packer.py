"""One packer: opens a parcel, scans each unit, waits for the label as the page does, scans it on the box."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import NamedTuple
from uuid import uuid4

import httpx

from packages_ui.sandbox.records import Record
from tests.processes import Product

EVERY = 30.0  # seconds from one parcel to the next
THINK, CLOSE = 1.5, 3.0  # between two scans; from the label to its scan on the closed box
PATIENCE = 60.0  # for a label
LONGEST = 1.5  # between two looks of a desk on which nothing changes
SHARE, SLOWEST = 12, 4.0  # looks are so many times as far apart as they take, and so many seconds at most
DESK = re.compile(r'id="desk" class="([^"]*)" data-version="([^"]*)" data-poll="(\d+)"')
OUTCOME = re.compile(r'data-outcome="(\w+)"')
TOKEN = re.compile(r'"X-CSRFToken": "([^"]+)"')


class Took(NamedTuple):
    """Milliseconds: in all, of it the API's, and the web's CPU."""

    all: float
    api: float
    cpu: float

    @property
    def own(self) -> float:
        return self.all - self.api


def took(began: float, answer: httpx.Response) -> Took:
    """Since `began`, by time.perf_counter()."""
    told = [float(answer.headers.get(name, 0)) for name in ("X-Api-Ms", "X-Cpu-Ms")]
    return Took((time.perf_counter() - began) * 1000, *told)


class Wrong(NamedTuple):
    """`at` by the clock of the processes' logs."""

    at: str
    what: str


@dataclass
class Log:
    """What all of them saw: `took` by kind of request."""

    took: dict[str, list[Took]] = field(default_factory=dict)
    labels: list[float] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)
    errors: list[Wrong] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def note(self, kind: str, one: Took) -> None:
        with self.lock:
            self.took.setdefault(kind, []).append(one)

    def wrong(self, what: str) -> None:
        self.errors.append(Wrong(time.strftime("%H:%M:%S"), what))


class Packer(Thread):
    """Packs what `parcel()` gives until it gives None."""

    def __init__(
        self,
        made: Product,
        cookies: dict[str, str],
        parcel: Callable[[], Record | None],
        log: Log,
        late: float,
    ) -> None:
        super().__init__(daemon=True)
        self.parcel, self.log, self.late = parcel, log, late
        self.http = httpx.Client(base_url=made.web_url, cookies=cookies, timeout=60)
        self.steps, self.version, self.poll, self.due, self.changed = "", "", 2.0, 0.0, 0.0
        self.looks_took = (0.0, 0.0)  # seconds of the last two

    def open_page(self) -> None:
        """Once for a shift: what it costs is no parcel's."""
        page = self._ask("page", "GET", "/pack/").text
        found = TOKEN.search(page)
        self.http.headers["X-CSRFToken"] = found[1] if found else ""
        self._read(page)

    def run(self) -> None:
        try:
            self._pass(self.late)
            while (record := self.parcel()) is not None:
                due = time.monotonic() + EVERY
                self._pack(record)
                self._pass(due - time.monotonic())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
            self.log.wrong(f"a packer stopped: {error!r}")
        finally:
            self.http.close()

    def _pack(self, record: Record) -> None:
        self._scan("open", record.number, "opened")
        *units, last = [item["product"] for item in record.items]
        for product in units:
            self._pass(THINK)
            self._scan("unit", product, "counted")
        self._pass(THINK)
        self._scan("last unit", last, "all_counted")
        asked = time.monotonic()
        while "desk-read_back" not in self.steps:
            if time.monotonic() - asked > PATIENCE:
                raise TimeoutError(f"no label for {record.number}: {self.steps}")
            self._pass(self.poll)
        self.log.labels.append(time.monotonic() - asked)
        self._pass(CLOSE)
        if self._scan("read-back", str(record.body["tracking_number"]), "packed") == "packed":
            self.log.packed.append(record.number)

    def _scan(self, kind: str, text: str, wanted: str) -> str:
        scan = {"key": f"load-{uuid4().hex}", "texts": [text], "clock": int(time.time() * 1000)}
        page = self._ask(kind, "POST", "/pack/scan/", content=json.dumps({"scans": [scan]})).text
        self._read(page)
        found = OUTCOME.search(page)
        outcome = found[1] if found else "nothing"
        if outcome != wanted:
            self.log.wrong(f"{kind}: {outcome} instead of {wanted}")
        return outcome

    def _pass(self, seconds: float) -> None:
        """Time passes; the page looks by itself meanwhile."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            if now >= self.due:
                self._look()
                self.due = time.monotonic() + self._pause(now)
            else:
                time.sleep(min(until, self.due) - now)

    def _pause(self, now: float) -> float:
        """As pack.js has it."""
        waits = min(self.poll * max((now - self.changed) / 1.6, 1), LONGEST)
        return max(waits, min(SHARE * min(self.looks_took), SLOWEST))

    def _look(self) -> None:
        began = time.monotonic()
        answer = self._ask("look", "GET", "/pack/", params={"seen": self.version})
        self.looks_took = (self.looks_took[1], time.monotonic() - began)
        self.version = answer.headers.get("X-Desk-Version", self.version)
        if answer.status_code == 200:
            self._read(answer.text)

    def _read(self, page: str) -> None:
        if found := DESK.search(page):
            self.steps, self.version, self.poll = found[1], found[2], int(found[3]) / 1000
            self.changed = time.monotonic()
            self.due = min(self.due, self.changed + self.poll)

    def _ask(self, kind: str, method: str, path: str, **more: object) -> httpx.Response:
        began = time.perf_counter()
        try:
            answer = self.http.request(method, path, **more)  # type: ignore[arg-type] # as httpx takes them
        except (
            httpx.RemoteProtocolError
        ):  # a connection that was kept and has just been closed: as browsers do
            answer = self.http.request(method, path, **more)  # type: ignore[arg-type] # the same
        self.log.note(kind, took(began, answer))
        if answer.status_code not in (200, 204):
            self.log.wrong(f"{kind}: {answer.status_code}")
        return answer
