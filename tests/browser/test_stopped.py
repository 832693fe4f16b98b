"""A package on hold, and one that its customer cancels, as a packer sees them."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.models import Packing, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.claims import open_claim
from packages_ui.sandbox.records import Record
from packages_ui.services.claims.poll import poll_claims
from packages_ui.services.marks.hold import hold, release
from packages_ui.services.mirror.keep import keep_with_items
from packages_ui.services.packages.snapshot import read
from packages_ui.views.stations.this_browser import bind
from tests.browser.accessibility import keeps_the_rules
from tests.browser.scanner import Scanner
from tests.services.handover.makers import number, packed, ready
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, station_at


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes", "wake_documents"):
        monkeypatch.setattr(tasks, name, lambda: True)


@pytest.fixture
def station(packer: User) -> Station:
    return station_at(printer_of(name="Zebra", answers=True), name="Desk 1")


@pytest.fixture
def record(sandbox: Sandbox, station: Station) -> Record:
    return shelved(sandbox, "AKN-A", "AKN-B")


@pytest.fixture
def desk(page: Page, station: Station, live_server: LiveServer, record: Record) -> Page:
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    page.goto("/pack/")
    Scanner(page).scan(record.number)
    expect(page.locator("#count")).to_have_text("0 / 2")
    return page


def test_it_stops_the_desk_by_a_hold_until_it_is_released(desk: Page, record: Record, packer: User) -> None:
    hold(number=record.number, because="The customer called about the address", user_id=packer.pk)
    expect(desk.locator(".block-stopped")).to_contain_text("is on hold by")
    Scanner(desk).scan("AKN-A")
    expect(desk.get_by_text("This scan was not counted.")).to_be_visible()
    keeps_the_rules(desk)
    release(number=record.number, user_id=packer.pk)
    expect(desk.locator(".block-stopped")).to_have_count(0)
    expect(desk.locator("#said")).to_have_text("")
    Scanner(desk).scan("AKN-A")
    expect(desk.locator("#count")).to_have_text("1 / 2")


def test_it_stops_the_desk_by_a_cancellation_and_sets_it_aside(
    desk: Page, record: Record, sandbox: Sandbox
) -> None:
    open_claim(sandbox._store, record.items[0]["number"], reason="Ordered twice")
    poll_claims()
    expect(desk.locator(".block-stopped")).to_contain_text("The customer cancels package")
    desk.keyboard.press("p")
    expect(desk.locator("#count")).to_have_count(0)
    assert Packing.objects.get().state == Packing.State.PARKED
    Scanner(desk).scan(record.number)
    expect(desk.get_by_text("It must not leave.").first).to_be_visible()
    assert Packing.objects.get().state == Packing.State.PARKED


def test_it_stops_the_box_at_handover(page: Page, sandbox: Sandbox, packer: User) -> None:
    box = ready(sandbox, "DHL")
    packed(number(box))
    snapshot = read(number=number(box))
    keep_with_items(snapshots={number(box): (snapshot.package, snapshot.items)})
    open_claim(sandbox._store, box.items[0]["number"], reason="Ordered twice")
    poll_claims()
    page.goto("/handover/")
    Scanner(page).scan(number(box))
    expect(page.locator(".said-sentence")).to_contain_text("The customer cancels package")
    expect(page.get_by_text("Set it aside and tell a lead.").first).to_be_visible()
