"""No answer comes to what a page asks for, or none of ours: it says so once, and no part of it goes away."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.models import Printer, Station
from packages_ui.views.stations import printer as printer_look
from packages_ui.views.stations.this_browser import bind
from tests.browser.polls import LOOK, asks_again, nothing_is_under_way
from tests.services.station_makers import printer_of, station_at

# while it is told so, a page waits a twentieth of its time
IMPATIENT = """
const timeout = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "timeout");
Object.defineProperty(XMLHttpRequest.prototype, "timeout",
  { ...timeout, set(time) { timeout.set.call(this, window.isImpatient ? time / 20 : time); } });
"""
OF_A_PROXY = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>502 Bad Gateway</body></html>"
Lose = Callable[[Route], None]


def hang(_: Route) -> None:
    pass


def answer_for_it(route: Route) -> None:
    route.fulfill(status=502, body=OF_A_PROXY, content_type="text/html")


@pytest.fixture
def station(page: Page, monkeypatch: pytest.MonkeyPatch) -> Station:
    monkeypatch.setattr(tasks, "wake_feeders", lambda: True)
    monkeypatch.setattr(printer_look, "check", lambda **_: True)
    page.add_init_script(IMPATIENT)
    return station_at(printer_of(name="Zebra", looked_at=timezone.now()), name="Desk 7")


@pytest.mark.parametrize("lose", [hang, answer_for_it])
@pytest.mark.parametrize("path", ["/stations/", "/stations/{}/"])
def test_it_says_once_that_its_looks_are_not_answered(
    page: Page, station: Station, path: str, lose: Lose
) -> None:
    page.goto(path.format(station.pk))
    nothing_is_under_way(page)
    page.route(LOOK, lose)
    page.evaluate("window.isImpatient = true")
    said = page.locator("main").get_by_text("Connection lost.").and_(page.locator(":visible"))
    expect(said).to_have_count(1)
    for _ in range(2):
        with page.expect_request(LOOK):
            pass
    expect(said).to_have_count(1)
    assert page.locator("#toasts > *").all_inner_texts() == []
    expect(page.locator("#cards, #moving")).to_have_count(1)
    page.evaluate("window.isImpatient = false")
    page.unroute(LOOK)
    expect(said).to_have_count(0)


def test_it_says_once_that_what_it_looks_at_is_gone(page: Page, station: Station) -> None:
    page.goto(f"/stations/{station.pk}/")
    nothing_is_under_way(page)
    station.delete()
    asks_again(page)
    asks_again(page)
    expect(page.locator("#toasts .note")).to_have_count(1)
    expect(page.locator("#toasts")).to_contain_text("This no longer exists.")


def test_a_desk_says_that_a_proxy_answers_for_the_server(
    page: Page, station: Station, live_server: LiveServer
) -> None:
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    page.goto("/pack/")
    page.route(LOOK, answer_for_it)
    expect(page.locator("#offline")).to_contain_text("Connection lost.")
    page.unroute(LOOK)
    expect(page.locator("#offline")).to_be_hidden()


@pytest.mark.parametrize("lose", [hang, answer_for_it])
def test_it_says_that_nobody_knows_what_a_press_did(page: Page, station: Station, lose: Lose) -> None:
    page.goto(f"/stations/{station.pk}/")
    nothing_is_under_way(page)
    page.route("**/pause/*", lose)
    page.evaluate("window.isImpatient = true")
    pause = page.get_by_role("link", name="Pause…")
    for _ in range(2):
        pause.click()
        expect(page.locator("#toasts .note")).to_have_count(1)
        expect(page.locator("#toasts")).to_contain_text("It is not known whether anything changed.")
    expect(page.get_by_text("Bad Gateway")).to_have_count(0)


def test_it_says_so_though_the_button_was_drawn_anew_meanwhile(page: Page, station: Station) -> None:
    pressed = list[Route]()

    def keep(route: Route) -> None:
        pressed.append(route)

    page.route("**/pause/*", keep)
    page.goto(f"/stations/{station.pk}/")
    nothing_is_under_way(page)
    pause = page.get_by_role("link", name="Pause…")
    drawn = pause.element_handle()
    with page.expect_request("**/pause/*"):
        pause.click()
    Printer.objects.update(name="Citizen")
    page.wait_for_function("one => !one.isConnected", arg=drawn)
    answer_for_it(pressed[0])
    expect(page.locator("#toasts")).to_contain_text("It is not known whether anything changed.")


def test_a_page_that_is_led_elsewhere_asks_nothing_more(page: Page, station: Station) -> None:
    """It would be led there twice, and see nothing of what is said there once."""
    asked = list[str]()

    def lead(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(headers={"HX-Redirect": "#there"})

    page.route("**/pause/*", lead)
    page.goto(f"/stations/{station.pk}/")
    nothing_is_under_way(page)
    page.evaluate("performance.now = () => 1000")  # however long it takes to press again
    pause = page.get_by_role("link", name="Pause…")
    pause.click()
    page.wait_for_url("**/#there")
    pause.click()
    page.evaluate("fetch('/livez')")
    assert len(asked) == 1
