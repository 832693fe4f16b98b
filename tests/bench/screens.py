"""What a screen weighs, how soon it stands still and how soon it answers, in a real browser; beside Django's
own admin list of the same packages.

A first visit knows no file yet, a later one has them all. LCP is when the largest thing is painted, CLS how
far things moved by themselves, INP how long the slowest answer to a key or a click took to be painted. The
admin took 260 to 400 ms and 16 to 24 ms beside other work (load 11 to 20 on two cores), ours up to 1.3 and
6.7 times as long: the limits are half as much again, and a little.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, sync_playwright

from packages_ui.models import LabelBatch
from tests.bench.table import Table, percentile
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.floor import Floor, floor_of
from tests.browser.parcels import sandbox_of
from tests.browser.scanner import Scanner
from tests.processes import Product

PARCELS, SEED, LATENCY = 60, 5, 50  # LATENCY in ms
ROUNDS = 8
LEAST = 16  # ms: what answers sooner is not told by the browser
OBSERVE = """
window.moved = 0; window.painted = 0; window.slowest = 0;
const on = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take))
  .observe({ type, buffered: true, ...more });
on("layout-shift", (entry) => { if (!entry.hadRecentInput) window.moved += entry.value; });
on("largest-contentful-paint", (entry) => { window.painted = entry.startTime; });
on("event", ({ interactionId, duration }) => {
  if (interactionId) window.slowest = Math.max(window.slowest, duration);
}, { durationThreshold: 16 });
"""
STILL = "new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 400))"
POLLS = ("/stations/here/", "?seen=")


@dataclass
class Visits:
    """Of one screen: bytes and requests of its first and later visits; LCP and INP in milliseconds, CLS."""

    first: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)


Act = Callable[[Page], None]


def measure(made: Product, table: Table) -> None:
    made.manage("collectstatic", "--noinput", "-v", "0")
    elsewhere = [sandbox_of(PARCELS, SEED)[1][-1].number]
    made.env["SHELF_IN_FLIGHT"] = "8"
    with (
        floor_of(made, parcels=PARCELS, seed=SEED, elsewhere=elsewhere, latency_ms=LATENCY) as floor,
        sync_playwright() as playwright,
    ):
        User.objects.filter(username="packer").update(is_staff=True, is_superuser=True)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        admin = _visits(
            floor, chromium, lambda _round: "/bare-admin/packages_ui/storedpackage/", _tick("action-select")
        )
        _tell(table, "admin", admin, None)
        for name, (address, act) in _screens(floor, chromium).items():
            _tell(table, name, _visits(floor, chromium, address, act), admin)
        chromium.close()
    for name in ("web", "worker", "sandbox"):
        made.stop(name)


def _screens(floor: Floor, chromium: Browser) -> dict[str, tuple[Callable[[int], str], Act]]:
    numbers = [record.number for record in sandbox_of(PARCELS, SEED)[1]]
    batch = _batch(floor, chromium)
    return {
        "list": (lambda _round: "/packages/?status=2&limit=50", _tick("form-check-input")),
        "package": (lambda place: f"/packages/{numbers[place]}/", _open_form),
        "desk": (lambda _round: "/pack/", _scan(numbers)),
        "batch": (lambda _round: f"/labels/batches/{batch}/", _turn),
    }


def _batch(floor: Floor, chromium: Browser) -> int:
    with _visitor(floor, chromium) as page:
        page.goto("/packages/?status=2&limit=25")
        page.locator("#tick-page").check()
        page.locator("#batch-print").click()
        page.wait_for_url("**/labels/batches/*/")
    floor.peer.wait_printed(15, seconds=120)  # some need a waybill first
    return LabelBatch.objects.latest("pk").pk


def _visits(floor: Floor, chromium: Browser, address: Callable[[int], str], act: Act) -> Visits:
    found = Visits()
    for place in range(ROUNDS):
        with _visitor(floor, chromium) as page:
            sizes = _load(page, address(place))
            found.first.append(sum(sizes))
            found.requests.append(len(sizes))
            found.later.append(sum(_load(page, address(place))))
            act(page)
            page.evaluate(STILL)
            found.painted.append(page.evaluate("window.painted"))
            found.moved.append(page.evaluate("window.moved"))
            found.slowest.append(page.evaluate("window.slowest"))
    return found


@contextmanager
def _visitor(floor: Floor, chromium: Browser) -> Iterator[Page]:
    """A browser that has seen nothing yet."""
    page = floor.page(chromium)
    fresh = chromium.new_context(
        base_url=floor.made.web_url,
        viewport={"width": 1280, "height": 800},
        storage_state=page.context.storage_state(),
    )
    page.context.close()
    fresh.add_init_script(OBSERVE)
    yield fresh.new_page()
    fresh.close()


def _load(page: Page, address: str) -> list[int]:
    """The bytes of each answer on the wire; what the page asks again and again is left out."""
    line, names, sizes = page.context.new_cdp_session(page), dict[str, str](), list[int]()
    line.on(
        "Network.responseReceived", lambda said: names.update({said["requestId"]: said["response"]["url"]})
    )

    def finished(said: dict[str, object]) -> None:
        url = names.get(str(said["requestId"]), "")
        if url.startswith("http") and not any(poll in url for poll in POLLS):
            sizes.append(int(str(said["encodedDataLength"]).split(".")[0]))

    line.on("Network.loadingFinished", finished)
    line.send("Network.enable")
    page.goto(address)
    page.evaluate(STILL)
    line.detach()
    return sizes


def _tick(css: str) -> Act:
    def act(page: Page) -> None:
        for place in range(1, 6):
            page.locator(f"tbody .{css}").nth(place).click()

    return act


def _open_form(page: Page) -> None:
    page.locator("#act-shipping_method").click()
    page.locator("#dialog[open]").wait_for()
    page.keyboard.press("Escape")


def _scan(numbers: list[str]) -> Act:
    def act(page: Page) -> None:
        scanner = Scanner(page)
        for text in (numbers[20], "UNKNOWN-1234", "OK", "PARK"):
            scanner.scan(text)
            page.wait_for_function("!document.querySelector('#offline:not([hidden])')")
            page.evaluate(STILL)

    return act


def _turn(page: Page) -> None:
    """Dark and light again: everything is painted anew."""
    for _ in range(2):
        page.locator("[data-act=theme]").click()


def _tell(table: Table, name: str, found: Visits, admin: Visits | None) -> None:
    """The admin's own figures are told only."""
    figures = (
        ("first visit", percentile(found.first, 0.5) / 1024, "KiB", 200),
        ("requests of it", max(found.requests), "", 12),
        ("later visit", percentile(found.later, 0.5) / 1024, "KiB", 30),
        ("CLS, worst", max(found.moved), "", 0.02),
    )
    for what, value, unit, most in figures:
        table.add(f"{name}: {what}", value, unit, most if admin else None)
    beside = admin or found
    for what, took, against, most, times in (
        ("LCP", found.painted, beside.painted, 600, 2),
        ("INP", found.slowest, [max(each, LEAST) for each in beside.slowest], 100, 8),
    ):
        ours, theirs = percentile(took, 0.5), percentile(against, 0.5)
        goal: tuple[float | None, float | None] = (most, times) if admin else (None, None)
        table.add(f"{name}: {what}, p50", ours, "ms", goal[0], yardstick=theirs, times=goal[1])
