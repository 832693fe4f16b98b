"""The packing page as a packer uses it: a scanner, single keys, a bad connection."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, pairwise

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.messages.message import dump
from packages_ui.messages.packing import PRINTER_BROKEN
from packages_ui.models import Packing, PackingUnit, Printer, PrintJob, Scan, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.mirror.keep import doubt
from packages_ui.views.stations.this_browser import bind
from tests.browser.accessibility import keeps_the_rules
from tests.browser.scanner import TURKISH_F, TURKISH_Q, Layout, Scanner
from tests.processes import until
from tests.services.batch_makers import label_of
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, station_at

TRACKING = "TRACK-123456"
FIELDS = """
for (const html of ["<input id=words value=old>", "<textarea id=text>old</textarea>",
  "<select id=choice><option>old</option><option>akn</option></select>"])
  document.querySelector("#pack").insertAdjacentHTML("beforeend", html);
"""
BY_HAND = """
window.now = 0;
performance.now = () => window.now;
window.turns = [];
window.setInterval = (turn) => window.turns.push(turn);
window.looks = [];
window.fetch = ((real) => (address, ...more) => {
  if (!String(address).includes("?seen=")) return real(address, ...more);
  window.looks.push(window.now);
  return Promise.resolve(new Response(null, { status: 204 }));
})(window.fetch);
"""
MINUTE = """async () => {
  while ((window.now += 100) < 60000) {
    for (const turn of window.turns) turn();
    for (let answers = 0; answers < 20; answers++) await null;
  }
  return window.looks;
}"""
WAITS = """() => {
  const real = window.setTimeout;
  window.waits = [];
  window.setTimeout = (act, wait, ...words) => {
    window.waits.push(wait);
    return real(act, wait, ...words);
  };
}"""


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes"):
        monkeypatch.setattr(tasks, name, lambda: True)


@pytest.fixture
def station(packer: User) -> Station:
    return station_at(printer_of(name="Zebra", answers=True), name="Desk 1")


@pytest.fixture
def record(sandbox: Sandbox, station: Station) -> Record:
    return shelved(sandbox, "AKN-A", "AKN-B", "AKN-B")


@pytest.fixture
def desk(page: Page, station: Station, live_server: LiveServer) -> Page:
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    page.goto("/pack/")
    return page


@pytest.fixture
def scanner(desk: Page) -> Iterator[Scanner]:
    yield Scanner(desk)
    if not desk.is_closed():
        desk.unroute_all(behavior="wait")


def come_out(record: Record) -> None:
    """Its label, as the feeder leaves it."""
    label, now = label_of(record.number, b"%PDF"), timezone.now()
    label.barcodes = TRACKING
    label.save()
    PrintJob.objects.filter(package_number=record.number).update(
        state=PrintJob.State.PRINTED, label=label, sending_at=now, sent_at=now, printed_at=now
    )


def scans() -> list[tuple[str, str]]:
    return list(Scan.objects.values_list("text", "outcome"))


def opened(desk: Page, scanner: Scanner, record: Record) -> None:
    scanner.scan(record.number)
    expect(desk.locator("#count")).to_be_visible()


def all_counted(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    scanner.scan("AKN-A", "AKN-B")
    scanner.blink()
    scanner.scan("AKN-B")
    expect(desk.locator(".due")).to_have_text("The label is coming")


def test_it_packs_a_package_without_a_click(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    expect(desk.locator("#count")).to_have_text("0 / 3")
    scanner.scan("AKN-A", "AKN-B")
    expect(desk.locator("#count")).to_have_text("2 / 3")
    expect(desk.locator(".due")).to_have_text("AKN-B")
    scanner.blink()
    scanner.scan("AKN-B")
    expect(desk.locator(".due")).to_have_text("The label is coming")
    come_out(record)
    expect(desk.locator(".due")).to_have_text("Close the box. Scan its label")
    scanner.scan(TRACKING)
    expect(desk.locator(".said-sentence")).to_have_text(f"Package {record.number} is packed.")
    expect(desk.locator(".due")).to_have_text("Scan a package")
    assert Packing.objects.get().state == Packing.State.PACKED


def test_a_desk_that_waits_for_long_looks_less_often(desk: Page, scanner: Scanner, record: Record) -> None:
    all_counted(desk, scanner, record)
    desk.add_init_script(BY_HAND)
    desk.reload()
    looks = desk.evaluate(MINUTE)
    assert looks[:4] == [400, 800, 1200, 1600]
    assert looks[-1] - looks[-2] == 1500
    assert len(looks) < 50


SLOW = """window.fetch = ((real) => (...words) => {
  window.now += 300;
  return real(...words);
})(window.fetch);"""


def test_a_desk_looks_less_often_while_the_server_is_slow(
    desk: Page, scanner: Scanner, record: Record
) -> None:
    all_counted(desk, scanner, record)
    desk.add_init_script(BY_HAND + SLOW)
    desk.reload()
    looks = desk.evaluate(MINUTE)
    assert looks[1] - looks[0] < 1000  # one may be slow by chance
    assert {later - look for look, later in pairwise(looks[1:])} == {3600}


CARD = "JSON.stringify(document.querySelector('#desk').getBoundingClientRect())"


def test_its_card_stays_where_it_is(desk: Page, scanner: Scanner, record: Record) -> None:
    card = desk.evaluate(CARD)
    scanned = (record.number, "units"), ("UNKNOWN-1", "blocked"), ("OK", "units"), ("AKN-A", "units")
    for text, state in (*scanned, ("AKN-B", "units"), ("AKN-B", "label")):
        scanner.scan(text)
        scanner.blink()
        expect(desk.locator(f".desk-{state}")).to_be_visible()
        assert desk.evaluate(CARD) == card, text
    come_out(record)
    scanner.scan(TRACKING)
    expect(desk.locator(".desk-idle")).to_be_visible()
    assert desk.evaluate(CARD) == card


def test_it_loses_no_scan_of_many_back_to_back(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    texts = [f"no-such-unit-{place:07}" for place in range(30)]
    scanner.scan(*texts)
    expect(desk.locator(".desk-blocked .due")).to_have_text(f"Unknown barcode {texts[0]}")
    expect(desk.locator("#said")).to_have_attribute("data-outcome", "blocked")
    until(lambda: len(scans()) == 31 and all(outcome for _, outcome in scans()), "31 scans")
    assert scans() == [
        (record.number, "opened"),
        (texts[0], "unknown"),
        *((text, "blocked") for text in texts[1:]),
    ]


def test_a_computer_that_stalls_cuts_no_scan_and_joins_none(
    desk: Page, scanner: Scanner, record: Record
) -> None:
    opened(desk, scanner, record)
    scanner.scan_on_a_stalled_computer("AKN-A", "AKN-B", "AKN-C", signs=len("AKN-A") + 1 + 4, seconds=2)
    expect(desk.locator(".desk-blocked .due")).to_have_text("Unknown barcode AKN-C")
    assert scans()[1:] == [("AKN-A", "counted"), ("AKN-B", "counted"), ("AKN-C", "unknown")]


def test_a_page_that_was_blocked_for_long_waits_for_the_keys_of_that_time(
    desk: Page, scanner: Scanner, record: Record
) -> None:
    opened(desk, scanner, record)
    scanner.scan_on_a_stalled_computer("AKN-A", "AKN-B", signs=4, seconds=6, blocked=True)
    expect(desk.locator("#count")).to_have_text("2 / 3")
    assert scans()[1:] == [("AKN-A", "counted"), ("AKN-B", "counted")]


def test_keys_that_come_after_the_pause_still_belong_to_their_scan(
    desk: Page, scanner: Scanner, record: Record
) -> None:
    opened(desk, scanner, record)
    scanner.scan_on_a_stalled_computer("AKN-A", signs=4, seconds=6)
    until(lambda: len(scans()) == 3 and all(outcome for _, outcome in scans()), "both scans")
    assert [text for text, _ in scans()[1:]] == ["AKN-", "AKN-A"]


@pytest.mark.in_turn("end")
@pytest.mark.parametrize("place", ["#words", "#text", "#choice", "#help-open", ".navbar-brand", "#scan"])
@pytest.mark.parametrize("end", ["Enter", "Tab", ""])
def test_it_takes_a_scan_wherever_the_focus_is(
    desk: Page, scanner: Scanner, record: Record, place: str, end: str
) -> None:
    opened(desk, scanner, record)
    desk.evaluate(FIELDS)
    desk.locator(place).focus()
    scanner.scan("AKN-A", end=end)
    expect(desk.locator("#count")).to_have_text("1 / 3")
    values = [desk.locator(one).input_value() for one in ("#words", "#text", "#choice", "#scan")]
    assert values == ["old", "old", "old", ""]
    expect(desk.locator("#help")).to_be_hidden()
    assert scans()[1:] == [("AKN-A", "counted")]


@pytest.mark.in_turn("end", one_in=2)
@pytest.mark.parametrize("end", ["", "Tab", "Enter Enter", "Enter Tab"])
def test_it_takes_a_scan_however_it_ends(desk: Page, scanner: Scanner, record: Record, end: str) -> None:
    opened(desk, scanner, record)
    scanner.scan("AKN-A", end=end)
    expect(desk.locator("#count")).to_have_text("1 / 3")
    scanner.scan("AKN-B", end=end)
    expect(desk.locator("#count")).to_have_text("2 / 3")
    assert len(scans()) == 3


def test_it_remembers_that_the_scanner_sends_no_enter(desk: Page, scanner: Scanner, record: Record) -> None:
    """Else the first scan of every page would wait for one."""
    opened(desk, scanner, record)
    scanner.scan("AKN-A", end="")
    expect(desk.locator("#count")).to_have_text("1 / 3")
    desk.reload()
    desk.evaluate(WAITS)
    scanner.scan("AKN-B", end="")
    expect(desk.locator("#count")).to_have_text("2 / 3")
    assert 3000 not in desk.evaluate("window.waits")


@pytest.mark.in_turn("layout")
@pytest.mark.parametrize("layout", [TURKISH_Q, TURKISH_F], ids=["Q", "F"])
def test_it_understands_turkish_keyboards(
    desk: Page, sandbox: Sandbox, scanner: Scanner, station: Station, layout: Layout
) -> None:
    record = shelved(sandbox, "AKN-KIRMIZI_42", "akn-yesil-i7")
    scanner.scan(record.number, layout=layout)
    expect(desk.locator("#count")).to_have_text("0 / 2")
    scanner.scan("AKN-KIRMIZI_42", "akn-yesil-i7", layout=layout)
    expect(desk.locator("#count")).to_have_text("2 / 2")


def test_it_takes_a_code_typed_slowly_by_hand(desk: Page, record: Record) -> None:
    desk.keyboard.type(record.number, delay=130)
    expect(desk.locator("#scan")).to_have_value(record.number)
    desk.keyboard.press("Enter")
    expect(desk.locator("#count")).to_have_text("0 / 3")
    expect(desk.locator("#scan")).to_have_value("")


@pytest.mark.in_turn("stray", one_in=2)
@pytest.mark.parametrize("stray", ["k", "u", "uu", "w"])
def test_a_key_that_does_nothing_spoils_no_scan(
    desk: Page, scanner: Scanner, record: Record, stray: str
) -> None:
    opened(desk, scanner, record)
    for key in stray:
        scanner.press(key)
        expect(desk.locator("#said")).to_have_attribute("data-outcome", "not_now" if key == "u" else "opened")
    scanner.scan("AKN-C")
    expect(desk.locator(".desk-blocked")).to_be_visible()
    scanner.press(" ")
    expect(desk.locator(".desk-blocked")).to_have_count(0)
    assert scans()[1:] == [
        *[("UNDO", "not_now")] * stray.count("u"),
        ("AKN-C", "unknown"),
        ("OK", "acknowledged"),
    ]


def test_it_is_worked_by_single_keys(
    desk: Page, sandbox: Sandbox, scanner: Scanner, station: Station
) -> None:
    record = shelved(sandbox, "AKN-A", "AKN-B", notes="Fragile")
    opened(desk, scanner, record)
    expect(desk.get_by_text("Fragile")).to_be_visible()
    scanner.press("Enter")
    scanner.press(" ")
    expect(desk.locator(".due")).to_have_text("AKN-A")
    for key, due, counted in (("n", "AKN-B", 0), ("s", "AKN-A", 1), ("u", "AKN-B", 0), ("S", "AKN-A", 1)):
        scanner.press(key)
        expect(desk.locator(".due")).to_have_text(due)
        expect(desk.locator("#count")).to_have_text(f"{counted} / 2")
    scanner.press("p")
    expect(desk.locator(".left")).to_contain_text(record.number)
    scanner.press("1")
    expect(desk.locator("#count")).to_have_text("1 / 2")
    scanner.press("m")
    desk.wait_for_url("**/pack/missing/**")
    assert [outcome for _, outcome in scans()[1:]] == [
        *("confirmed", "marked", "by_hand", "undone", "by_hand", "parked", "opened", "missing")
    ]


def test_many_equal_items_are_counted_by_a_number(
    desk: Page, sandbox: Sandbox, scanner: Scanner, station: Station
) -> None:
    record = shelved(sandbox, *["AKN-A"] * 3)
    opened(desk, scanner, record)
    before = desk.evaluate(CARD)
    scanner.press("q")
    expect(desk.locator("#quantity")).to_contain_text("How many more, counted by hand? AKN-A")
    assert desk.evaluate(CARD) == before
    keeps_the_rules(desk)
    scanner.scan("AKN-A")
    expect(desk.locator("#quantity")).to_be_hidden()
    expect(desk.locator("#count")).to_have_text("1 / 3")
    scanner.press("q")
    scanner.type("2")
    scanner.press("Enter")
    expect(desk.locator(".due")).to_have_text("The label is coming")
    assert list(Packing.objects.get().units.values_list("how", flat=True)) == ["scan", "hand", "hand"]


SEEN = """() => {
  const box = document.querySelector(".lines").getBoundingClientRect();
  const seen = [...document.querySelectorAll(".line")].filter((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= box.top - 1 && bottom <= box.bottom + 1;
  });
  return seen.map((one) => one.firstElementChild.textContent);
}"""


def test_a_long_package_is_scrolled_by_keys_and_what_is_due_stays(
    desk: Page, scanner: Scanner, sandbox: Sandbox, record: Record
) -> None:
    scanner.scan(record.number)
    expect(desk.locator("#count")).to_have_text("0 / 3")
    packing = Packing.objects.get()
    more = [
        PackingUnit(packing=packing, number=f"more-{place}", product=f"AKN-{place:02}", position=place)
        for place in range(10, 30)
    ]
    PackingUnit.objects.bulk_create(more)
    scanner.scan("AKN-A")
    expect(desk.locator("#count")).to_have_text("1 / 23")
    products, seen = ["AKN-A", "AKN-B", *(unit.product for unit in more)], set[str]()
    for _ in products:
        shown = desk.evaluate(SEEN)
        assert desk.locator(".line-due span").first.inner_text() in shown
        assert desk.locator("#count").is_visible()
        seen |= set(shown)
        if desk.locator("#lines-more").is_hidden():
            break
        expect(desk.locator("#lines-more")).to_have_text(re.compile(r"↓ \d+ more products?"))
        scanner.press("ArrowDown")
    assert seen == set(products)
    keeps_the_rules(desk)


def test_it_asks_why_a_label_is_printed_again(desk: Page, scanner: Scanner, record: Record) -> None:
    all_counted(desk, scanner, record)
    come_out(record)
    expect(desk.locator(".due")).to_have_text("Close the box. Scan its label")
    scanner.press("r")
    expect(desk.locator("[data-kind=reprint]")).to_have_count(4)
    scanner.press("2")
    expect(desk.locator(".said-sentence")).to_have_text("The label is printed again.")
    assert PrintJob.objects.latest("pk").reprint_because == "damaged"


def test_an_error_stays_until_it_is_acknowledged(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    scanner.scan("AKN-A", "AKN-A")
    block = desk.locator("[role=alert].block")
    expect(block).to_contain_text("Double scan: counted once.")
    scanner.press("Enter")
    scanner.scan("AKN-B")
    expect(desk.locator("#said")).to_have_attribute("data-outcome", "blocked")
    expect(block).to_contain_text("What is right counts after OK: AKN-B")
    keeps_the_rules(desk)
    desk.reload()
    scanner.scan("AKN-C")
    expect(block).to_contain_text("What is right counts after OK: AKN-B, AKN-C")
    scanner.press(" ")
    expect(block).to_have_count(0)
    expect(desk.locator(".said-sentence")).to_have_text("Not counted, scan again: AKN-C.")
    expect(desk.locator(".said-next")).to_have_text("Scanned since then and counted: 1 × AKN-B.")
    expect(desk.locator("#count")).to_have_text("2 / 3")
    scanner.scan("AKN-A")
    expect(block).to_contain_text("One too many: AKN-A.")
    scanner.scan("OK")
    expect(block).to_have_count(0)
    expect(desk.locator("#count")).to_have_text("2 / 3")


def test_two_equal_units_that_are_wanted_count_without_a_block(
    desk: Page, scanner: Scanner, record: Record
) -> None:
    opened(desk, scanner, record)
    scanner.scan("AKN-B")
    scanner.blink(0.06)  # two hands, or a quick one
    scanner.scan("AKN-B")
    expect(desk.locator("#count")).to_have_text("2 / 3")
    assert scans()[1:] == [("AKN-B", "counted"), ("AKN-B", "counted")]


def test_it_keeps_scans_while_the_line_is_down(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    desk.context.set_offline(True)
    scanner.scan("AKN-A", "AKN-B", "AKN-C")
    expect(desk.locator("#offline")).to_contain_text("Connection lost. 3 scans are saved")
    for path in ("**/pack/scan/", "**/readyz"):
        desk.route(path, lambda route: route.abort())
    desk.context.set_offline(False)
    desk.reload()
    expect(desk.locator("#offline")).to_contain_text("3 scans are saved")
    scanner.scan("AKN-A")
    expect(desk.locator("#offline")).to_contain_text("4 scans are saved")
    desk.unroute("**/pack/scan/")
    expect(desk.locator(".desk-blocked")).to_be_visible()
    expect(desk.locator("#offline")).to_be_hidden()
    for _ in range(3000):  # one after the other, as they failed before: the last one shows nothing new
        if len(scans()) == 5:
            break
        desk.wait_for_timeout(20)
    wanted = [("AKN-A", "counted"), ("AKN-B", "counted"), ("AKN-C", "unknown"), ("AKN-A", "blocked")]
    assert scans()[1:] == wanted


def test_a_scan_whose_answer_is_lost_counts_once(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    tries = count()

    def lose_first(route: Route) -> None:
        answer = route.fetch()
        if next(tries):
            route.fulfill(response=answer)
        else:
            route.abort()

    desk.route("**/pack/scan/", lose_first)
    scanner.scan("AKN-B")
    expect(desk.locator("#offline")).to_be_visible()
    expect(desk.locator("#count")).to_have_text("1 / 3")
    expect(desk.locator("#offline")).to_be_hidden()
    assert next(tries) == 2
    assert scans()[1:] == [("AKN-B", "counted")]


def test_a_scan_that_fails_on_our_side_is_set_aside(desk: Page, scanner: Scanner, record: Record) -> None:
    def fail_on_it(route: Route) -> None:
        bad = "AKN-BAD" in (route.request.post_data or "")
        route.fulfill(status=500) if bad else route.continue_()

    opened(desk, scanner, record)
    desk.route("**/pack/scan/", fail_on_it)
    scanner.scan("AKN-A", "AKN-BAD", "AKN-B")
    aside = desk.locator("#aside")
    expect(aside).to_contain_text("AKN-BAD")
    expect(aside).to_contain_text("Something went wrong on our side.")
    expect(desk.locator("#count")).to_have_text("2 / 3")
    expect(desk.locator("#offline")).to_be_hidden()
    keeps_the_rules(desk)
    desk.reload()
    expect(aside).to_contain_text("AKN-BAD")
    desk.unroute("**/pack/scan/")
    desk.keyboard.press("t")
    expect(aside).to_be_hidden()
    expect(desk.locator(".desk-blocked")).to_contain_text("AKN-BAD")
    assert [text for text, _ in scans()[1:]] == ["AKN-A", "AKN-B", "AKN-BAD"]


def test_what_the_server_refuses_is_set_aside_at_once_and_removed(
    desk: Page, scanner: Scanner, record: Record
) -> None:
    def refuse_it(route: Route) -> None:
        bad = "AKN-BAD" in (route.request.post_data or "")
        route.fulfill(status=400, body="That is no scan.") if bad else route.continue_()

    opened(desk, scanner, record)
    desk.route("**/pack/scan/", refuse_it)
    scanner.scan("AKN-BAD", "AKN-A")
    expect(desk.locator("#aside")).to_contain_text("That is no scan.")
    expect(desk.locator("#count")).to_have_text("1 / 3")
    desk.keyboard.press("x")
    expect(desk.locator("#aside")).to_be_hidden()
    desk.reload()
    expect(desk.locator("#count")).to_have_text("1 / 3")
    expect(desk.locator("#aside")).to_be_hidden()


def test_nothing_is_set_aside_while_the_back_office_is_out(
    desk: Page, scanner: Scanner, record: Record
) -> None:
    opened(desk, scanner, record)
    desk.route("**/readyz", lambda route: route.fulfill(status=503))
    desk.route("**/pack/scan/", lambda route: route.fulfill(status=500))
    scanner.scan("AKN-A", "AKN-B")
    for _ in range(7):  # more often than a scan is tried
        with desk.expect_request("**/readyz"):
            pass
    expect(desk.locator("#offline")).to_contain_text("The server is not ready. 2 scans are saved")
    desk.unroute("**/pack/scan/")
    expect(desk.locator("#count")).to_have_text("2 / 3")
    expect(desk.locator("#aside")).to_be_hidden()


@contextmanager
def held(desk: Page, address: str) -> Iterator[list[Route]]:
    """Requests that nobody answers, until they are continued."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    desk.route(address, hold)
    try:
        yield waiting
    finally:
        desk.unroute(address)  # else its end is waited for


def test_a_desk_says_that_its_server_hangs(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    with held(desk, "**/pack/scan/") as waiting:
        scanner.scan("AKN-A")
        expect(desk.locator("#offline")).to_contain_text("The server is slow to respond. 1 scan is saved")
        expect(desk.locator("#count")).to_have_text("0 / 3")
        waiting[0].continue_()
        expect(desk.locator("#count")).to_have_text("1 / 3")
    expect(desk.locator("#offline")).to_be_hidden()


def test_a_scan_does_not_wait_for_a_look(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    desk.evaluate("window.heard = []; window.sounds.play = (word) => window.heard.push(word)")
    with held(desk, "**/pack/?seen=*"):
        with desk.expect_request("**/pack/?seen=*"):
            pass
        scanner.scan("AKN-A")
        expect(desk.locator("#count")).to_have_text("1 / 3")
    assert "unknown" not in desk.evaluate("window.heard")  # nor did it say that the look was lost


LARGEST = """() => {
  const size = (one) => parseFloat(getComputedStyle(one).fontSize);
  const trouble = size(document.querySelector("#head-trouble strong"));
  return [...document.querySelectorAll("main *")].every((one) => size(one) < trouble);
}"""


def test_a_printers_trouble_is_the_loudest_on_the_desk(
    desk: Page, scanner: Scanner, record: Record, station: Station
) -> None:
    desk.evaluate("window.heard = []; window.sounds.play = (word) => window.heard.push(word)")
    opened(desk, scanner, record)
    trouble = "The printer is out of paper: put in a new roll."
    Printer.objects.update(trouble=trouble, looked_at=timezone.now())
    bar = desk.locator("#head-trouble")
    expect(bar).to_have_text("Zebra: The printer is out of paper. Put in a new roll.")
    expect(desk.locator("#here")).to_have_class("here here-red")
    assert desk.evaluate(LARGEST)
    keeps_the_rules(desk)
    scanner.scan("AKN-A", "AKN-B", "SKIP")
    expect(desk.locator(".due")).to_have_text("Zebra: The printer is out of paper")
    assert desk.evaluate(LARGEST)
    keeps_the_rules(desk)
    assert desk.evaluate("window.heard.filter((word) => word === 'printer')") == ["printer"]
    Printer.objects.update(trouble="")
    expect(bar).to_be_hidden()
    expect(desk.locator(".due")).to_have_text("The label is coming")


CUT_OFF = """() => {
  const ask = window.fetch;
  window.fetch = async (address, options) => {
    const answer = await ask(address, options);
    if (answer.status !== 200) return answer;
    window.fetch = ask;
    answer.text = () => Promise.reject(new DOMException("signal timed out", "TimeoutError"));
    return answer;
  };
}"""


def test_a_head_whose_answer_is_cut_off_is_asked_for_again(desk: Page, station: Station) -> None:
    desk.goto("/labels/")
    desk.evaluate(CUT_OFF)
    Printer.objects.update(trouble="The printer has its head open: close it.", looked_at=timezone.now())
    expect(desk.locator("#head-trouble")).to_have_text("Zebra: The printer has its head open. Close it.")


def test_a_printers_trouble_shows_on_every_page(desk: Page, station: Station) -> None:
    desk.goto("/labels/")
    trouble = "The printer has its head open: close it."
    Printer.objects.update(trouble=trouble, looked_at=timezone.now())
    expect(desk.locator("#head-trouble")).to_have_text("Zebra: The printer has its head open. Close it.")
    keeps_the_rules(desk)
    Printer.objects.update(trouble="")
    expect(desk.locator("#head-trouble")).to_be_hidden()


def test_a_lead_packs_without_a_label_by_keys(
    desk: Page, scanner: Scanner, record: Record, station: Station
) -> None:
    opened(desk, scanner, record)
    scanner.scan("AKN-A", "AKN-B", "SKIP")
    expect(desk.locator(".due")).to_have_text("The label is coming")
    desk.keyboard.press("w", delay=60)
    desk.wait_for_url("**/pack/without-label/")
    keeps_the_rules(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator(".field-error")).to_have_text("Choose a reason, or write one.")
    desk.wait_for_load_state()  # with its scripts
    desk.keyboard.press("1", delay=60)
    expect(desk.locator("[type=radio]").first).to_be_checked()
    desk.keyboard.press("Enter")
    expect(desk.locator("#messages")).to_contain_text(f"Package {record.number} is packed without a label.")
    assert Packing.objects.get().no_label_because == dump(PRINTER_BROKEN())


def test_it_keeps_scans_of_one_who_is_signed_out(
    desk: Page, scanner: Scanner, record: Record, packer: User
) -> None:
    opened(desk, scanner, record)
    sessions, cookies = list(Session.objects.all()), desk.context.cookies()
    Session.objects.all().delete()
    scanner.scan("AKN-A", "AKN-B")
    expect(desk.locator("#offline")).to_contain_text("You are signed out")
    for session in sessions:  # signed in again
        session.save(force_insert=True)
    desk.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": desk.url} for one in cookies]
    )
    desk.reload()
    expect(desk.locator("#count")).to_have_text("2 / 3")
    assert [text for text, _ in scans()[1:]] == ["AKN-A", "AKN-B"]


def test_two_tabs_lose_nothing_of_each_other(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    other = desk.context.new_page()
    other.goto("/pack/")
    expect(other.locator("#count")).to_have_text("0 / 3")
    desk.context.set_offline(True)
    desk.bring_to_front()
    scanner.scan("AKN-A")
    expect(desk.locator("#offline")).to_contain_text("1 scan is saved")
    other.bring_to_front()
    Scanner(other).scan("AKN-B")
    expect(other.locator("#offline")).to_contain_text("1 scan is saved")
    desk.close()
    other.context.set_offline(False)
    expect(other.locator("#count")).to_have_text(re.compile("[12] / 3"))  # the other's may come along
    other.reload()
    expect(other.locator("#count")).to_have_text("2 / 3")
    assert sorted(scans()[1:]) == [("AKN-A", "counted"), ("AKN-B", "counted")]


SAYS_OR_DOES = """([before, address]) => location.href !== address
  || document.querySelector("#said").innerText.trim()
  || document.querySelector("#desk").innerText !== before
  || ["#help", "#quantity"].some((one) => document.querySelector(one).checkVisibility())"""


@pytest.mark.in_turn("scanned")
@pytest.mark.parametrize("scanned", [[], ["AKN-A"], ["AKN-X"], ["AKN-A", "AKN-B", "SKIP"]], ids=len)
def test_every_key_of_the_help_does_something_or_says_that_it_does_nothing(
    desk: Page, scanner: Scanner, record: Record, scanned: list[str]
) -> None:
    if scanned:
        scanner.scan(record.number, *scanned)
        expect(desk.locator("#count")).to_have_text(f"{len(scanned) if scanned != ['AKN-X'] else 0} / 3")
    kept = list(Packing.objects.all())
    units = [unit for packing in kept for unit in packing.units.all()]
    keys = desk.locator("#help dt kbd").all_text_contents()
    assert len(keys) == 14
    for key in [" " if key == "Space" else key for key in keys if key not in "19↓↑"]:
        for row in (*kept, *units):
            row.save()
        desk.goto("/pack/")
        before = desk.locator("#desk").inner_text()
        scanner.press(key.lower())
        desk.wait_for_function(SAYS_OR_DOES, arg=[before, desk.url])


def test_it_continues_what_was_set_aside_by_a_key(desk: Page, scanner: Scanner, record: Record) -> None:
    opened(desk, scanner, record)
    scanner.press("p")
    expect(desk.locator(".desk-idle")).to_be_visible()
    scanner.press("n")
    expect(desk.locator(".said-sentence")).to_have_text(f"Continuing package {record.number}.")


def test_a_key_pressed_while_a_scan_is_on_its_way_is_said_not_to_count(
    desk: Page, scanner: Scanner, record: Record
) -> None:
    opened(desk, scanner, record)
    with held(desk, "**/pack/scan/") as waiting:
        scanner.scan("AKN-A")
        scanner.press("s")
        expect(desk.locator(".said-sentence")).to_contain_text("Key S did nothing")
        waiting[0].continue_()
        expect(desk.locator("#count")).to_have_text("1 / 3")
    expect(desk.locator(".said-next")).to_contain_text("Key S did nothing")


def test_a_key_opens_the_page_of_what_is_packed_already(desk: Page, scanner: Scanner, record: Record) -> None:
    doubt(numbers=[record.number])
    record.body["status"] = 3
    scanner.scan(record.number)
    expect(desk.locator(".said-sentence")).to_contain_text("is already packed (Ready to Ship).")
    expect(desk.locator("a.choice")).to_have_text("1 Open its page")
    keeps_the_rules(desk)
    scanner.press("1")
    desk.wait_for_url(f"**/packages/{record.number}/")


def test_it_tells_its_keys(desk: Page, scanner: Scanner, record: Record) -> None:
    scanner.press("?")
    expect(desk.locator("#help")).to_contain_text("REPRINT")
    scanner.press("?")
    expect(desk.locator("#help")).to_be_hidden()
    scanner.press("?")
    scanner.scan(record.number)
    expect(desk.locator("#count")).to_have_text("0 / 3")
    expect(desk.locator("#help")).to_be_hidden()
    expect(desk.locator("#count")).to_be_in_viewport()


def test_it_can_be_used_by_everybody(desk: Page, sandbox: Sandbox, scanner: Scanner, record: Record) -> None:
    def look(sentence: str) -> None:
        expect(desk.locator("#pack")).to_contain_text(sentence)
        keeps_the_rules(desk)

    other = shelved(sandbox, "AKN-C", notes="Fragile", order_number=record.order_number)
    scanner.scan(record.order_number)
    look("Press the number")
    scanner.scan(other.number)
    look("Read this before you pack")
    scanner.scan("OK", record.number)
    look("is set aside")
    scanner.scan("AKN-C")
    look("belongs to package")
    scanner.scan("OK", "AKN-A", "AKN-B")
    scanner.press("?")
    look("Keys, and codes")
    scanner.scan("SKIP")
    look("The label is coming")
    come_out(record)
    look("Close the box")
    scanner.scan("REPRINT")
    look("Why print the label again?")
    scanner.scan(TRACKING)
    look("Packages in progress")
    desk.context.set_offline(True)
    scanner.scan("AKN-C")
    look("is saved")
    desk.context.set_offline(False)
    expect(desk.locator("#offline")).to_be_hidden()
