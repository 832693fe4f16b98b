"""Pages and states that no errand holds still: both languages, light and dark, on a phone and at 1024 px."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.models import Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS
from packages_ui.services.bulk_actions.make import make, start
from packages_ui.services.bulk_actions.run import carry_on
from packages_ui.services.marks.hold import hold
from packages_ui.services.marks.write_on import write_on
from packages_ui.services.overview.screens import make_screen
from packages_ui.services.overview.summary import refresh
from packages_ui.views.stations.this_browser import bind
from tests.browser.accessibility import keeps_the_rules
from tests.browser.desk_states import desk_states
from tests.overview_rows import make_shift
from tests.packages import preparing
from tests.services.bulk_actions.makers import by_dhl
from tests.services.goods.makers import product
from tests.services.station_makers import printer_of, station_at

MOST_WORDS = 20  # in a sentence at a desk
SENTENCES = """() => [...document.querySelectorAll("#desk p:not(.desk-package), #said p")]
  .flatMap((one) => one.innerText.split(/[.?!:](?:\\s|$)/)).map((one) => one.trim()).filter(Boolean)"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
CUT = """() => [...document.querySelectorAll(".desk .btn")].filter((one) => {
  const [box, desk] = [one.getBoundingClientRect(), one.closest("#desk").getBoundingClientRect()];
  return one.checkVisibility() && (box.right > desk.right || box.left < desk.left);
}).map((one) => one.innerText)"""
HIDES = """[...document.querySelectorAll(".desk > .block")]
  .some((block) => block.scrollHeight > block.clientHeight + 1)"""
CUT_CHOICES = """() => [...document.querySelectorAll("main select")].filter((one) => {
  const [style, pen] = [getComputedStyle(one), document.createElement("canvas").getContext("2d")];
  pen.font = style.font;
  const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return one.checkVisibility() && pen.measureText(one.selectedOptions[0].text).width > room;
}).map((one) => one.selectedOptions[0].text)"""


pytestmark = pytest.mark.in_turn("language")


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes", "wake_documents"):
        monkeypatch.setattr(tasks, name, lambda: True)


@pytest.fixture(params=["en", "tr"])
def language(request: pytest.FixtureRequest, page: Page, live_server: LiveServer) -> str:
    language: str = request.param
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    return language


@pytest.fixture
def desk(page: Page, language: str, live_server: LiveServer, packer: User) -> Page:
    station = station_at(printer_of(name="ZD421", answers=True), name="Desk 1")
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    return page


def fits(page: Page) -> None:
    for width in (1024, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(WIDER) <= 0, (width, page.url)


def test_a_desk_is_read_at_a_glance_in_every_state(desk: Page, sandbox: Sandbox) -> None:
    for state in desk_states(desk, sandbox):
        desk.reload()
        expect(desk.locator("#desk")).to_be_visible()
        long = [one for one in desk.evaluate(SENTENCES) if len(one.split()) > MOST_WORDS]
        assert long == [], state
        assert not desk.evaluate(HIDES), state
        keeps_the_rules(desk)
        fits(desk)
        assert desk.evaluate(CUT) == [], state
        desk.set_viewport_size({"width": 1280, "height": 800})


def test_a_page_of_the_office_fits_a_phone(desk: Page, language: str, sandbox: Sandbox, packer: User) -> None:
    Station.objects.update(invoices=Station.Invoices.NEEDED)
    make_shift(owner=packer)
    refresh()
    make_screen(name="Duvar", days=1, user_id=packer.pk)
    product("AKN-1", name="Pamuklu bisiklet yaka tişört, kırmızı", own_name="Tişört", shelf="A-01")
    records = by_dhl(sandbox, 3)
    number = records[0].number
    whose = f"p{packer.pk}"
    write_on(number=number, note="Not", tags=["VIP"], assigned=whose, seen=0, user_id=packer.pk)
    hold(number=number, because="Adres teyidi bekleniyor", user_id=packer.pk)
    action = make(user_id=packer.pk, verb="shipping_method", numbers=[one.number for one in records])
    bulk = f"/packages/bulk/{action.pk}/"
    desk.set_viewport_size({"width": 390, "height": 844})
    paths = ["/", "/cut-offs/", "/screens/", "/help/", "/pack/products/", "/packages/bulk/"]
    paths += [f"/packages/{number}/", f"/packages/?number={number}", bulk, f"{bulk}?value={ARAS.id}"]
    paths += [f"/packages/{preparing(sandbox).number}/split/"]
    for path in paths:
        check(desk, path, language)
    start(action=action, user_id=packer.pk, value=ARAS.id, shown=ARAS.name)
    check(desk, bulk, language)
    carry_on(action_id=action.pk, seconds=3600)
    check(desk, bulk, language)
    check(desk, f"/stations/{Station.objects.get().pk}/edit/", language)
    assert desk.evaluate(CUT_CHOICES) == []


def check(page: Page, path: str, language: str) -> None:
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == language
    keeps_the_rules(page)
    fits(page)
