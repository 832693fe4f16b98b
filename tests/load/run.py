"""One scenario: packers, leads and a yardstick for some time, and what it cost."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from uuid import uuid4

import httpx

from packages_ui.sandbox.records import Record
from tests.browser.floor import FOOTER
from tests.load.floor import LEADS, Floor
from tests.load.packer import EVERY, TOKEN, Log, Packer, took

BATCH = 500
SAMPLE = 5.0  # seconds


@dataclass
class Result:
    """CPU in seconds, memory in MiB by the second."""

    log: Log
    seconds: float = 0.0
    web: float = 0.0
    workers: float = 0.0
    memory: list[tuple[float, float, float]] = field(default_factory=list)


def run(floor: Floor, *, seconds: float, leads: bool) -> Result:
    """Packers begin one after the other over EVERY seconds, and each ends the parcel that it has begun."""
    result, over = Result(Log()), Event()
    ours = iter(floor.parcels[: len(floor.parcels) - LEADS * BATCH])
    desks = floor.desks[LEADS:]
    parcel = Next(ours)
    packers = [
        Packer(floor.made, _cookies(desk), parcel, result.log, place * EVERY / len(desks))
        for place, desk in enumerate(desks)
    ]
    for packer in packers:
        packer.open_page()
    parcel.end = time.monotonic() + seconds
    before, began = (floor.cpu("web"), floor.cpu(*floor.workers)), time.monotonic()
    beside = [Thread(target=work, args=(floor, result, over)) for work in (_watch, _yardstick)]
    for thread in (*beside, *packers, *(_leads(floor, result.log) if leads else ())):
        thread.start()
    for packer in packers:
        packer.join()
    result.seconds = time.monotonic() - began
    result.web, result.workers = floor.cpu("web") - before[0], floor.cpu(*floor.workers) - before[1]
    over.set()
    for thread in beside:
        thread.join()
    for what in _not_once(floor, result.log):
        result.log.wrong(what)
    return result


class Next:
    """The next parcel for whoever asks first; None when the time is over."""

    def __init__(self, records: Iterator[Record]) -> None:
        self.end, self.records, self.lock = 0.0, records, Lock()

    def __call__(self) -> Record | None:
        with self.lock:
            return next(self.records, None) if time.monotonic() < self.end else None


def _watch(floor: Floor, result: Result, over: Event) -> None:
    began = time.monotonic()
    while not over.wait(SAMPLE):
        seen = time.monotonic() - began
        result.memory.append((seen, floor.memory("web"), floor.memory(*floor.workers)))


def _yardstick(floor: Floor, result: Result, over: Event) -> None:
    with httpx.Client(base_url=floor.made.web_url, cookies=_cookies(floor.desks[0]), timeout=60) as client:
        while not over.wait(0.5):
            began = time.perf_counter()
            result.log.note("bare", took(began, client.get("/bare/").raise_for_status()))


def _leads(floor: Floor, log: Log) -> list[Thread]:
    """Each prints a batch on a printer of its own."""
    rest = floor.parcels[len(floor.parcels) - LEADS * BATCH :]
    parts = [rest[place * BATCH : (place + 1) * BATCH] for place in range(LEADS)]
    return [
        Thread(target=_print, args=(floor, log, desk, part), daemon=True)
        for desk, part in zip(floor.desks, parts, strict=False)
    ]


def _print(floor: Floor, log: Log, desk: dict[str, str], records: list[Record]) -> None:
    with httpx.Client(base_url=floor.made.web_url, cookies=_cookies(desk), timeout=60) as client:
        token = TOKEN.search(client.get("/labels/").text)
        fields = {"packages": [one.number for one in records], "key": uuid4().hex}
        fields |= {"printer": desk["printer"], "csrfmiddlewaretoken": token[1] if token else ""}
        began = time.perf_counter()
        answer = client.post("/labels/batches/", data=fields)
        log.note("batch of 500", took(began, answer))
        if answer.status_code != 302:
            log.wrong(f"no batch: {answer.status_code}")


def _not_once(floor: Floor, log: Log) -> list[str]:
    """Each packed parcel's label came out once."""
    printed = [
        found[1].decode() for peer in floor.peers for one in peer.printed if (found := FOOTER.search(one))
    ]
    wrong = [number for number in log.packed if printed.count(number) != 1]
    return [f"{number}: printed {printed.count(number)} times" for number in wrong]


def _cookies(desk: dict[str, str]) -> dict[str, str]:
    return {name: desk[name] for name in ("sessionid", "station")}
