"""Every page in Turkish, light and dark, enlarged to 200 %: axe has nothing to say, nothing is cut off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import PackageStatus
from tests.browser.accessibility import keeps_the_rules
from tests.browser.scanner import Scanner
from tests.services.packing.shelves import shelved
from tests.services.printing.makers import ready_batch
from tests.services.station_makers import printer_of, station_at

WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def reader(page: Page, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes"):
        monkeypatch.setattr(tasks, name, lambda: True)
    page.context.add_cookies([{"name": "django_language", "value": "tr", "url": live_server.url}])
    page.set_viewport_size({"width": 640, "height": 400})  # 200 % of 1280 × 800
    yield page
    page.unroute_all(behavior="wait")


def test_every_page_can_be_read_enlarged(reader: Page, sandbox: Sandbox) -> None:
    desk = station_at(printer_of(name="Zebra", answers=True), name="Desk 1")
    package = next(one for one in sandbox.packages.values() if one.status == PackageStatus.PREPARING)
    batch = ready_batch(desk.label_printer, package.number)
    reader.goto("/stations/choose/")
    keeps_the_rules(reader)
    reader.locator("button", has_text="Desk 1").click()
    reader.wait_for_url(lambda url: not url.endswith("/choose/"))
    work = ("/", "/packages/", "/labels/", "/labels/unknown/", "/handover/", "/documents/", "/pack/waiting/")
    kept = ("/stations/", f"/stations/{desk.pk}/", f"/stations/{desk.pk}/shift/", "/pack/barcodes/")
    for path in (*work, *kept, f"/packages/{package.number}/", f"/labels/batches/{batch.pk}/"):
        reader.goto(path)
        reader.wait_for_load_state("load")
        keeps_the_rules(reader)
        assert not reader.evaluate(WIDER), path


def test_the_desk_can_be_read_enlarged_in_every_state(reader: Page, sandbox: Sandbox) -> None:
    station_at(printer_of(name="Zebra", answers=True), name="Desk 1")
    record = shelved(sandbox, "AKN-A", "AKN-B")
    reader.goto("/stations/choose/")
    reader.locator("button", has_text="Desk 1").click()
    reader.wait_for_url(lambda url: not url.endswith("/choose/"))
    reader.goto("/pack/")
    hands = Scanner(reader)
    for text, state in (
        (record.number, "units"),
        ("UNKNOWN-1", "blocked"),
        ("OK", "units"),
        ("AKN-A", "units"),
    ):
        hands.scan(text)
        expect(reader.locator(f".desk-{state}")).to_be_visible()
        expect(reader.locator("#said")).to_have_attribute("data-outcome", pattern_of(text))
        keeps_the_rules(reader)
    assert not reader.evaluate(WIDER)


def pattern_of(text: str) -> str:
    return {"UNKNOWN-1": "unknown", "OK": "acknowledged", "AKN-A": "counted"}.get(text, "opened")
