"""Turkish is a third longer than English: no page is wider than the screen for it."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from packages_ui import tasks
from packages_ui.models import Document, Printer, PrintJob
from packages_ui.views.stations import printer as printer_view
from tests.services.batch_makers import batch_of, move
from tests.services.station_makers import printer_of, station_at


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_feeders", lambda: True)
    monkeypatch.setattr(printer_view, "check", lambda **_: True)


@pytest.fixture
def paths(page: Page, packer: User) -> list[str]:
    """Of the pages with most words, for a browser that works at a station with trouble."""
    now = timezone.now()
    printer = printer_of(name="Zebra", looked_at=now, proved_at=now, trouble="Kâğıt bitti: yeni rulo takın.")
    station = station_at(
        printer, name="Paketleme 1", document_printer=printer_of(Printer.Kind.IPP, name="HP")
    )
    batch = batch_of("1001", "1002", "1003", owner=packer, printer=printer, station=station)
    move(batch, PrintJob.State.UNKNOWN, 1, printer=printer, unknown_at=now, sending_at=now)
    move(batch, PrintJob.State.FAILED, 2, printer=printer)
    for state in Document.State:
        Document.objects.create(key=state, kind=Document.Kind.PICK_LIST, state=state, user=packer, total=2)
    page.context.set_extra_http_headers({"Accept-Language": "tr"})
    page.goto(f"/stations/{station.pk}/")
    page.locator(f"form[action='/stations/{station.pk}/use/'] button").click()
    expect(page.locator("#here")).to_be_attached()
    at_station = ["", "shift/", "edit/"]
    return [
        "/", "/packages/", "/labels/", "/labels/unknown/", f"/labels/batches/{batch.pk}/", "/pack/",
        "/pack/barcodes/", "/pack/waiting/", "/handover/", "/documents/", "/stations/", "/stations/choose/",
        "/pack/products/", "/packages/1001/", "/cut-offs/", "/screens/", "/help/", "/packages/bulk/",
        f"/stations/printers/{printer.pk}/edit/", *(f"/stations/{station.pk}/{part}" for part in at_station),
    ]  # fmt: skip


def test_no_page_is_wider_than_the_screen(page: Page, paths: list[str]) -> None:
    wider = {}
    for path in paths:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "tr"
        for width in (1024, 390):
            page.set_viewport_size({"width": width, "height": 800})
            wider[path, width] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {where: pixels for where, pixels in wider.items() if pixels > 0} == {}
