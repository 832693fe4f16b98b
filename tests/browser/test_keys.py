"""Every page by keys alone, and scans on pages that take none."""

import re

import pytest
from django.http import HttpResponse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.models import LabelBatch, Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import PackageStatus
from packages_ui.views.stations.this_browser import bind
from tests.browser.accessibility import keeps_the_rules
from tests.browser.scanner import Scanner
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, station_at

ROW = "#rows tbody tr"
TICK = f"{ROW} input[name=packages]"
SUGGESTED = {"packages": [{"name": "P2 · Zühtü Öz", "about": "Preparing", "href": "/packages/P2/"}]}
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes"):
        monkeypatch.setattr(tasks, name, lambda: True)


@pytest.fixture
def hands(page: Page) -> Scanner:
    page.goto("/packages/")
    return Scanner(page)


def test_it_opens_the_package_that_is_scanned_on_any_page(page: Page, sandbox: Sandbox) -> None:
    first, second, *_ = sandbox.packages
    page.goto("/")
    Scanner(page).scan(first)
    page.wait_for_url(f"**/packages/{first}/")
    Scanner(page).scan(second, end="Tab")
    page.wait_for_url(f"**/packages/{second}/")


def test_it_brings_a_scan_to_the_desk_of_who_packs(
    page: Page, live_server: LiveServer, sandbox: Sandbox
) -> None:
    desk = station_at(printer_of(name="Zebra", answers=True), name="Desk 1")
    record = shelved(sandbox, "AKN-A", "AKN-B")
    cookie = bind(HttpResponse(), desk).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    page.goto("/packages/")
    Scanner(page).scan(record.number)

    page.wait_for_url("**/pack/")
    expect(page.locator("#count")).to_have_text("0 / 2")
    assert Packing.objects.get().package_number == record.number
    page.reload()
    expect(page.locator("#count")).to_have_text("0 / 2")
    assert Packing.objects.get().scans.count() == 1


def test_it_takes_no_scan_for_keys(page: Page, hands: Scanner) -> None:
    page.locator(f"{ROW} a.open").first.focus()
    hands.scan("xpgl?b/NOBODY1")

    page.wait_for_url(re.compile("/packages/.q=xpgl"))
    assert LabelBatch.objects.count() == 0
    page.goto("/packages/")
    expect(page.locator(TICK).first).not_to_be_checked()


def test_it_leaves_what_is_scanned_into_a_form_alone(page: Page) -> None:
    page.goto("/pack/barcodes/")
    field = page.locator("main input[type=text], main input:not([type])").first
    field.focus()
    hands = Scanner(page)
    hands.scan("8690000000012", end="ArrowDown")

    expect(field).to_have_value("8690000000012")


def test_it_goes_to_pages_by_two_keys_and_shows_them(page: Page, hands: Scanner) -> None:
    hands.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys-pages")).to_contain_text("Handover")
    expect(page.locator("#keys-here")).to_contain_text("Print labels")
    expect(page.locator("#keys-here kbd")).to_have_text(["J", "K", "X", "Enter", "B", "P"])
    keeps_the_rules(page)
    page.keyboard.press("Escape")
    hands.press("g")
    hands.press("l")

    page.wait_for_url("**/labels/")


def test_it_prints_what_is_ticked_by_keys(page: Page, hands: Scanner) -> None:
    hands.press("j")
    hands.press("x")
    expect(page.locator("#batch-count")).to_have_text("1 selected")
    hands.press("b")
    expect(page.locator("#batch-print")).to_be_focused()
    hands.press("Escape")
    expect(page.locator(f"{ROW} a.open").first).to_be_focused()
    hands.press("p")

    page.wait_for_url("**/labels/batches/*/")
    assert LabelBatch.objects.get().jobs.count() == 1


def test_it_finds_packages_pages_and_actions_by_ctrl_k(page: Page, hands: Scanner, sandbox: Sandbox) -> None:
    number = next(one.number for one in sandbox.packages.values() if one.status == PackageStatus.PREPARING)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-text")).to_be_focused()
    page.locator("#palette-text").fill("handov")
    expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text("Handover")
    keeps_the_rules(page)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.locator("#palette-text").fill(number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/packages/{number}/")
    page.route("**/packages/suggest/*", lambda route: route.fulfill(json=SUGGESTED))
    page.keyboard.press("Control+k")
    page.locator("#palette-text").fill("zühtü")
    expect(page.locator("#palette-list")).to_contain_text("P2 · Zühtü Öz")
    page.locator("#palette-text").fill("shipping")
    page.keyboard.press("Enter")

    expect(page.locator("#dialog")).to_be_visible()
    expect(page.locator("#dialog-body")).to_contain_text("hipping")


def test_it_keeps_the_focus_when_the_list_is_swapped(page: Page) -> None:
    page.goto("/packages/?limit=25")
    page.get_by_role("link", name=re.compile("^Shipped")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tabs [aria-current=page]")).to_contain_text("Shipped")
    page.wait_for_function(f"{FOCUSED}.startsWith('Shipped')")
    page.goto("/packages/?limit=25")
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("page=2"))

    page.wait_for_function(f"{FOCUSED} === 'Next'")
