"""A phone in the aisle: 390 points wide, used by a thumb."""

import pytest
from playwright.sync_api import Page, expect

from packages_ui import tasks
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import PackageStatus
from tests.browser.accessibility import keeps_the_rules
from tests.services.station_makers import printer_of, station_at

ROW = "#rows tbody tr"
# what is pressed and smaller than that, but for links within a sentence
SMALL = """(least) => {
  const hidden = ".visually-hidden, .visually-hidden-focusable, #toasts";
  const inSentence = (one) => one.matches(":is(p, li) a") && getComputedStyle(one).display === "inline";
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.closest(hidden) && !inSentence(one))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < least - 0.5)
    .map(([one, { width, height }]) => `${one.outerHTML.slice(0, 90)}: ${width} × ${height}`);
}"""
WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def phone(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr(tasks, "wake_fetchers", lambda: True)
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_it_has_a_head_of_one_row_from_which_every_page_is_reached(phone: Page) -> None:
    phone.goto("/")
    assert phone.locator("#head").bounding_box()["height"] <= 56  # type: ignore[index] # it is visible
    phone.get_by_role("button", name="Menu").click()
    for name in ("Overview", "Pack", "Packages", "Labels", "Handover", "Stations"):
        expect(phone.get_by_role("link", name=name, exact=True)).to_be_in_viewport()
    keeps_the_rules(phone)
    phone.get_by_role("link", name="Handover", exact=True).click()

    phone.wait_for_url("**/handover/")


def test_it_shows_carrier_items_and_age_of_each_package(phone: Page, sandbox: Sandbox) -> None:
    phone.goto("/packages/?status=2")
    row = phone.locator(ROW).first
    for part in ("how", "c-items", "c-age", "who", "c-status"):
        expect(row.locator(f".{part}")).to_be_in_viewport()
    assert not phone.evaluate(WIDER)
    row.locator("input").check()
    expect(phone.locator("#batch-print")).to_be_in_viewport()
    phone.get_by_text("Pick list, packing slips…").click()
    expect(phone.get_by_text("1 of 1 package will be on the document.")).to_be_visible()

    assert phone.locator("#batch").bounding_box()["height"] <= 844 / 4  # type: ignore[index] # it is visible
    keeps_the_rules(phone)


def test_it_has_targets_for_a_thumb(phone: Page, sandbox: Sandbox) -> None:
    desk = station_at(printer_of(name="Zebra", answers=True), name="Desk 1")
    package = next(one for one in sandbox.packages.values() if one.status == PackageStatus.PREPARING)
    phone.goto("/stations/choose/")
    phone.get_by_role("button", name="Desk 1").click()
    phone.wait_for_url(lambda url: not url.endswith("/choose/"))
    lists = ("/", "/packages/", "/labels/", "/stations/", "/documents/", "/pack/barcodes/", "/pack/waiting/")
    pages = (*lists, f"/packages/{package.number}/", f"/stations/{desk.pk}/")
    small = {path: found for path in pages if (found := too_small(phone, path, 24))}
    small |= {path: found for path in ("/pack/", "/handover/") if (found := too_small(phone, path, 44))}

    assert small == {}


def too_small(phone: Page, path: str, least: int) -> list[str]:
    """What cannot be hit there, or makes the page wider than the phone."""
    phone.goto(path)
    found: list[str] = phone.evaluate(SMALL, least)
    return [*found, "the page itself"] if phone.evaluate(WIDER) else found
