"""What a page draws anew by itself does not take a button away from under a press."""

import pytest
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.models import Printer, Station
from packages_ui.views.stations import printer as printer_look
from packages_ui.views.stations.this_browser import bind
from tests.browser.polls import asks_again, nothing_is_under_way
from tests.services.station_makers import printer_of, station_at

# a press is not given up, however long a machine takes
STANDS = "performance.now = ((now) => () => now)(performance.now())"
ALWAYS = "document.getElementById('desk').dataset.poll = -1"  # a desk looks, though its clock stands


@pytest.fixture
def station(page: Page, monkeypatch: pytest.MonkeyPatch) -> Station:
    monkeypatch.setattr(tasks, "wake_feeders", lambda: True)
    monkeypatch.setattr(printer_look, "check", lambda **_: True)
    return station_at(printer_of(name="Zebra", looked_at=timezone.now(), answers=True), name="Desk 7")


def held_down(button: Locator) -> None:
    box = button.bounding_box()
    assert box
    button.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    button.page.mouse.down()


def test_a_press_while_a_page_looks_counts(page: Page, station: Station) -> None:
    page.goto(f"/stations/{station.pk}/")
    nothing_is_under_way(page)
    page.evaluate(STANDS)
    pause = page.get_by_role("link", name="Pause…")
    held_down(pause)
    Printer.objects.update(name="Citizen")
    asks_again(page)
    page.mouse.up()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#moving")).to_contain_text("Citizen")


def test_a_press_while_a_desk_looks_counts(page: Page, station: Station, live_server: LiveServer) -> None:
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    page.goto("/pack/")
    page.evaluate(STANDS)
    page.evaluate(ALWAYS)
    page.evaluate("window.before = document.getElementById('desk')")
    held_down(page.locator("#scan"))
    Printer.objects.update(trouble="paused", answers=False)
    asks_again(page)
    assert page.evaluate("window.before.isConnected")
    page.mouse.up()
    page.wait_for_function("() => !window.before.isConnected")
