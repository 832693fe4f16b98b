"""Packing through a real browser: from the scan to the screen, and from the last unit to the printer."""

import time
from collections.abc import Iterable
from random import Random
from typing import TypedDict

import psutil
from playwright.sync_api import Page, sync_playwright

from packages_ui.models import Label
from packages_ui.sandbox.records import Record
from tests.bench import yardstick
from tests.bench.table import Table, percentile
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.floor import Floor, floor_of
from tests.browser.parcels import EXTRA, WRONG, in_turn, sandbox_of
from tests.browser.scanner import Scanner
from tests.processes import Product

PARCELS = 60
SEED = 5
LATENCY = 200  # ms
WARM = 3  # parcels whose times do not count
WATCH = """() => {
  window.seen = [];
  let entered = 0, clicks = 0;
  window.clicks = () => clicks;
  document.addEventListener("click", () => clicks++, true);
  addEventListener("keydown", ({ key, timeStamp }) => { if (key === "Enter") entered = timeStamp; }, true);
  new MutationObserver(() => {
    if (!entered) return;
    const since = entered;
    entered = 0;
    requestAnimationFrame(() => setTimeout(() => {
      const outcome = document.getElementById("said").dataset.outcome;
      window.seen.push([outcome, performance.now() - since, performance.timeOrigin + since]);
    }));
  }).observe(document.getElementById("pack"), { childList: true });
}"""


class Goals(TypedDict):
    """Of p50 and p95: milliseconds, and times the yardstick."""

    most: tuple[float | None, float | None]
    times: tuple[float | None, float | None]


class Bench:
    """One packer, one scan after another. `feedback` has milliseconds by outcome; `echoes` and `tasks` are
    the yardsticks in between."""

    def __init__(self, floor: Floor, page: Page) -> None:
        self.floor, self.page, self.scanner = floor, page, Scanner(page)
        self.feedback: dict[str, list[float]] = {}
        self.echoes: list[float] = []
        self.tasks: list[float] = []
        self.scans = 0
        page.evaluate(WATCH)

    def scan(self, text: str) -> None:
        self.scanner.scan(text)
        self._seen()

    def _seen(self) -> float:
        """When the last key came of what is on screen now, in milliseconds since 1970."""
        self.scans += 1
        end = time.monotonic() + 60
        while self.page.evaluate("window.seen.length") < self.scans:
            if time.monotonic() > end:
                raise RuntimeError("nothing came on screen")
            self.page.wait_for_timeout(5)
        outcome, took, at = self.page.evaluate("window.seen.at(-1)")
        self.feedback.setdefault(outcome, []).append(took)
        return float(at)

    def pack(self, record: Record, *, wrong: bool) -> float:
        """Milliseconds from the last unit's last key until its label is at the printer."""
        self.echoes += [yardstick.echo(self.page) for _ in range(3)]
        self.tasks.append(yardstick.task(self.floor.made))
        self.scan(record.number)
        *units, last = in_turn([item["product"] for item in record.items], Random(record.number))
        before = ""
        for unit in units:
            self._unit(unit, before)
            before = unit
        if wrong:
            for text in (WRONG, "OK"):
                self.scan(text)
        elif last == before:
            self.page.wait_for_timeout(320)
        count = len(self.floor.peer.printed)
        at = self.scan_last(last, count + 1)
        self.page.locator(".due", has_text="Scan its label").wait_for()  # a person peels it off first
        self.scan(str(record.body["tracking_number"]))
        return at

    def scan_last(self, unit: str, count: int) -> float:
        self.scanner.scan(unit)
        if not self.floor.peer.wait_printed(count, seconds=60):
            raise RuntimeError("no label came out")
        printed = time.time() * 1000
        return printed - self._seen()

    def _unit(self, unit: str, before: str) -> None:
        if unit == before:
            self.page.wait_for_timeout(320)
        self.scan(unit)


def measure(made: Product, table: Table) -> None:
    made.env["SHELF_IN_FLIGHT"] = "8"
    records = sandbox_of(PARCELS, SEED)[1]
    parcels = [one for one in records[:-EXTRA] if not one.body["notes"] and one.body["tracking_number"]]
    with (
        floor_of(
            made,
            parcels=PARCELS,
            seed=SEED,
            elsewhere=[records[-1].number],
            latency_ms=LATENCY,
            worker=("-I", "tests.bench.plain"),
        ) as floor,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        bench = Bench(floor, floor.page(chromium))
        half = len(parcels) // 2
        _forget_labels(parcels[half:])
        _normal(bench, table, parcels[:half])
        ahead = [bench.pack(one, wrong=place % 3 == 0) for place, one in enumerate(parcels[WARM:half])]
        asked = [bench.pack(one, wrong=False) for one in parcels[half:]]
        _tell(table, bench, ahead, asked)
        _memory(made, table)
        chromium.close()
    for name in ("web", "worker", "sandbox"):
        made.stop(name)


def _normal(bench: Bench, table: Table, parcels: list[Record]) -> None:
    """What a parcel without a mistake costs in scans and clicks; its times are left out."""
    units = sum(len(one.items) for one in parcels[:WARM])
    for one in parcels[:WARM]:
        bench.pack(one, wrong=False)
    table.add("scans of a normal parcel beyond its units", (bench.scans - units) / WARM, "scans", most=2)
    table.add("clicks of a normal parcel", bench.page.evaluate("window.clicks()") / WARM, "clicks", most=0)
    bench.feedback.clear()


def _tell(table: Table, bench: Bench, ahead: list[float], asked: list[float]) -> None:
    both = [echo + task for echo, task in zip(bench.echoes, bench.tasks, strict=False)]
    over = [one - LATENCY for one in asked]
    goals: Goals = {"most": (None, 500), "times": (None, 12)}
    table.add_both("last unit to label at the printer, fetched ahead", ahead, both, **goals)
    table.add_both("the same, asked for then, over the label call", over, both, **goals)
    called = percentile(asked, 0.5) / percentile(ahead, 0.5)
    table.add("the same, asked for then against fetched ahead, p50", called)
    goals = {"most": (None, 100), "times": (None, 5)}
    for outcome, times in sorted(bench.feedback.items()):
        table.add_both(f"scan to screen, {outcome}", times, bench.echoes, **goals)
    every = [each for times in bench.feedback.values() for each in times]
    table.add_both("scan to screen, all", every, bench.echoes, **goals)
    table.add("scan to screen, all, p50, against one label call", percentile(every, 0.5) / LATENCY)


def _forget_labels(records: Iterable[Record]) -> None:
    numbers = [one.number for one in records]
    Label.objects.filter(package_number__in=numbers).delete()


def _memory(made: Product, table: Table) -> None:
    for name in ("web", "worker"):
        top = psutil.Process(made.running[name].pid)
        rss = [each.memory_info().rss for each in (top, *top.children(recursive=True))]
        table.add(f"memory of all {name} processes at the end", sum(rss) / 2**20, "MiB")
