"""The overview in a browser: it refreshes itself, moves nothing, works through an outage."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui.models import PrintJob, StoredPackage, SyncWalk, WallScreen
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.services import calls
from packages_ui.services.overview.screens import make_screen
from packages_ui.services.overview.summary import refresh
from tests.browser.accessibility import RULES, complains_not, keeps_the_rules
from tests.overview_rows import make_shift

LOOK = "htmx.trigger(document.getElementById('board'), 'look')"
# those of the page's loading, once it has been painted twice: they are measured elsewhere
FORGET_SHIFTS = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.shifted = 0), 50)));
})"""
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(autouse=True)
def _shift(packer: User, page: Page) -> None:
    cache.clear()
    make_shift(owner=packer)
    for took in (0.12, 0.2, 1.4):
        calls.Counting().note(took, is_error=took > 1)


def test_it_shows_where_the_work_stands(page: Page) -> None:
    page.goto("/")
    expect(page.locator(".backlog tbody tr")).to_have_count(5)
    expect(page.locator("[data-chart] canvas")).to_have_count(2)
    expect(page.locator(".waits .wait-red")).to_have_count(3)
    page.locator("#hours-table summary").click()
    keeps_the_rules(page)
    page.get_by_role("link", name="2 labels need an answer").click()
    page.wait_for_url("**/labels/unknown/")


def test_it_refreshes_and_moves_nothing(page: Page) -> None:
    page.add_init_script(WATCH_SHIFTS)
    page.goto("/")
    page.locator("#hours-summary").click()
    drawn = page.locator("#chart-packed canvas").element_handle()
    top = page.locator("#hours-table").bounding_box()
    page.evaluate(FORGET_SHIFTS)

    PrintJob.objects.filter(state="unknown").update(state="printed")
    refresh()
    page.evaluate(LOOK)

    expect(page.get_by_text("0 labels need an answer")).to_be_visible()
    expect(page.locator("#hours-table")).to_have_attribute("open", "")
    expect(page.locator("#hours-summary")).to_be_focused()
    assert page.locator("#hours-table").bounding_box() == top
    assert page.evaluate("one => one.isConnected", drawn)
    assert page.evaluate("window.shifted") == 0


def test_it_works_on_while_seller_center_is_away(page: Page, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)
    SyncWalk.objects.update(finished_at=timezone.now() - timedelta(minutes=9), problem="It is away.")
    page.goto("/")
    expect(page.locator(".copy-notice")).to_contain_text("The local copy was last updated at")
    expect(page.locator(".backlog tbody tr")).to_have_count(5)
    expect(page.locator("#count-all")).to_have_text("120")
    keeps_the_rules(page)


def test_a_cut_off_is_edited(page: Page) -> None:
    page.goto("/cut-offs/")
    keeps_the_rules(page)
    page.locator(".cut-offs tr", has_text="Aras Kargo").get_by_role("link").click()
    page.locator("#id_at").fill("23:55")
    page.get_by_label("Sun").uncheck()
    page.locator("#cut-off").get_by_role("button", name="Save").click()
    expect(page.locator("#messages").get_by_text("Cut-off time saved: Aras Kargo, 23:55.")).to_be_visible()
    expect(page.locator(".cut-offs tbody tr").first).to_contain_text("Mon Tue Wed Thu Fri Sat")
    refresh()
    page.goto("/")
    expect(page.locator(".backlog tr", has_text="Aras Kargo")).to_contain_text("23:55")


@pytest.fixture
def wall(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A context of its own: a clock that was installed stays for all later pages of it."""
    with browser.new_context(
        base_url=live_server.url, viewport={"width": 1920, "height": 1080}, reduced_motion="reduce"
    ) as context:
        yield context.new_page()


def test_a_screen_refreshes_itself_and_says_when_it_is_not_current(wall: Page) -> None:
    page, token = wall, make_screen(name="Wall", days=1, user_id=None)
    page.clock.install()
    page.goto(f"/tv/{token}/")
    expect(page.locator(".tv-figure").first).to_contain_text("80")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    complains_not(page, RULES)

    StoredPackage.objects.filter(status=2).update(status=3)
    refresh()
    page.clock.run_for(11_000)
    expect(page.locator(".tv-figure").first).to_contain_text("0")
    expect(page.locator(".tv-figure").nth(1)).to_contain_text("120")
    expect(page.locator("#stale")).to_be_hidden()

    WallScreen.objects.update(revoked_at=timezone.now())
    page.clock.run_for(75_000)
    expect(page.locator("#stale")).to_contain_text("NOT CURRENT")
