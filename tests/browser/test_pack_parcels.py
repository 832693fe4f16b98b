"""Parcels of every size with every mistake, at scanner speed, on the real stack: no scan is lost."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests import turns
from tests.browser.floor import Floor, floor_of
from tests.browser.parcels import BLINK, MOST_UNITS, Parcel, parcels_of, sandbox_of
from tests.browser.scanner import Scanner
from tests.processes import product, until

PARCELS = int(os.environ.get("PARCELS") or (50 if turns.now.every else 13))  # each size, or every second one
SEED = 7  # with these mistakes
MISTAKES = {
    "blocked",
    "other_package",
    "parked",
    "too_many",
    "twice",
    "undone",
    "unknown",
    "wrong",
    "wrong_box",
}
LATENCY = 200  # ms
PATIENCE = 600.0  # seconds
NOTHING_WAITS = "Object.keys(localStorage).every((name) => !name.startsWith('scans-'))"
JOBS = "SELECT package_number, state, reason, question FROM packages_ui_printjob WHERE state <> 'printed'"
MOVING = "SELECT 1 FROM packages_ui_printjob WHERE state NOT IN ('printed', 'unknown', 'cancelled')"
ENV = {"PRINT_LEASE_SECONDS": "10", "SHELF_IN_FLIGHT": "2"}


@pytest.fixture
def parcels() -> list[Parcel]:
    return list(parcels_of(sandbox_of(PARCELS, SEED)[1], SEED))


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    elsewhere = [sandbox_of(PARCELS, SEED)[1][-1].number]
    with (
        product(tmp_path, **ENV) as made,
        floor_of(made, parcels=PARCELS, seed=SEED, elsewhere=elsewhere, latency_ms=LATENCY) as running,
    ):
        made.start_beat()
        yield running


class Packer:
    """Packs parcels; `expected` are the outcomes that the scans should have."""

    def __init__(self, floor: Floor, page: Page) -> None:
        self.floor, self.page, self.scanner = floor, page, Scanner(page)
        self.expected: list[tuple[str, str]] = []

    def scan(self, *scans: tuple[str, str]) -> None:
        """Without waiting for anything but a pause where one is due."""
        burst: list[str] = []
        for text, outcome in (*scans, (BLINK, "")):
            if text != BLINK:
                burst.append(text)
                self.expected.append((text, outcome))
            elif burst:
                self.scanner.scan(*burst)
                self.scanner.blink()
                burst = []

    def pack(self, parcel: Parcel) -> None:
        self.scan(*parcel.scans)
        if parcel.by_hand:
            self.settle()
            self.press("s", "SKIP", "all_counted")
        if parcel.typed:
            self.settle()
            self.scanner.type(parcel.typed)
            self.press("Enter", parcel.typed, "number")
        else:
            self.wait_for_label(parcel)
        self.scan(*parcel.closing)

    def press(self, key: str, text: str, outcome: str) -> None:
        self.scanner.press(key)
        self.expected.append((text, outcome))
        self.settle()

    def settle(self) -> None:
        """Every scan so far is handled, and the page shows it."""
        count = len(self.expected)
        self.wait(lambda: len(told(self.floor)) == count, f"{count} scans")
        self.wait(lambda: bool(self.page.evaluate(NOTHING_WAITS)), "the page to show it")

    def wait_for_label(self, parcel: Parcel) -> None:
        """It is on paper, and the ledger says so: a scan in between would be told to scan again."""
        self.wait(lambda: parcel.number in self.floor.labels(), f"the label of {parcel.number}")
        left = f"{MOVING} AND package_number = '{parcel.number}'"
        self.wait(lambda: not self.floor.rows(left), f"the ledger to settle {parcel.number}")

    def differs(self) -> list[object]:
        """The first scan with another outcome than expected, and its neighbours."""
        came = told(self.floor)
        pairs = enumerate(zip_longest(self.expected, came))
        place = next((place for place, (wanted, got) in pairs if wanted != got), len(came))
        return [self.expected[max(place - 3, 0) : place + 2], came[max(place - 3, 0) : place + 2]]

    def wait(self, true: Callable[[], bool], what: str) -> None:
        """Playwright's own way: routed requests continue meanwhile."""
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                raise TimeoutError(f"{what}: {self.differs()}, {self.floor.rows(JOBS)}")
            self.page.wait_for_timeout(40)


def told(floor: Floor) -> list[tuple[str, str]]:
    sql = "SELECT text, outcome FROM packages_ui_scan WHERE outcome <> '' ORDER BY id"
    return [(text, outcome) for text, outcome in floor.rows(sql)]


def lose_an_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def disturb(floor: Floor, page: Page, place: int) -> None:
    """Each of these once, a quarter of all parcels apart."""
    quarter = max(PARCELS // 4, 1)
    if place == quarter:
        page.route("**/pack/scan/", lose_an_answer, times=1)
    elif place == 2 * quarter:
        floor.made.kill("worker")
        floor.start_worker()
    elif place == 3 * quarter:
        floor.made.stop("web")


def test_every_size_and_every_mistake_is_among_them(parcels: list[Parcel]) -> None:
    assert {one.units for one in parcels} == set(range(1, MOST_UNITS + 1, 1 if PARCELS >= MOST_UNITS else 2))
    assert {outcome for one in parcels for _, outcome in (*one.scans, *one.closing)} >= MISTAKES
    assert any(one.by_hand for one in parcels)
    assert any(one.typed for one in parcels)


def test_it_packs_them_all_and_loses_no_scan(browser: Browser, floor: Floor, parcels: list[Parcel]) -> None:
    page = floor.page(browser)
    packer = Packer(floor, page)
    for place, parcel in enumerate(parcels):
        disturb(floor, page, place)
        if "web" not in floor.made.running:
            packer.scan(*parcel.scans[:1])
            parcel.scans = parcel.scans[1:]
            floor.start_web()
        packer.pack(parcel)
    packer.settle()
    page.context.close()
    assert told(floor) == packer.expected
    assert Counter(floor.labels()) == Counter(one.number for one in parcels if not one.typed)
    ready = {one.number: (3, one.tracking) for one in parcels}

    def statuses() -> dict[str, tuple[int, str]]:
        all_ = floor.statuses()
        return {number: (all_[number]["status"], all_[number]["tracking_number"]) for number in ready}

    until(lambda: statuses() == ready, "all to be Ready to Ship")
    packings = "SELECT state, block, count(*) FROM packages_ui_packing GROUP BY 1, 2 ORDER BY 1"
    assert floor.rows(packings) == [("open", "{}", 1), ("packed", "{}", PARCELS)]
