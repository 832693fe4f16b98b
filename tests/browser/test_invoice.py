"""The invoice with the last item, as a packer and a lead see it; its printer is a real IPP one."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.models import Packing, Printer, PrintJob, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.invoices import invoice
from packages_ui.sandbox.records import Record
from packages_ui.sandbox.zpl_printer import PATIENCE
from packages_ui.services.printing import feeder, ipp
from packages_ui.services.printing.ipp import IppConnection
from packages_ui.views.stations.this_browser import bind
from tests.browser.scanner import Scanner
from tests.printers.ipp_printer import IppEvePrinter
from tests.services.batch_makers import label_of
from tests.services.invoices.makers import fetch_all, give, serve_files
from tests.services.packing.shelves import shelved
from tests.services.printing.running import Running
from tests.services.station_makers import printer_of, station_at

TRACKING = "TRACK-123456"


@pytest.fixture(autouse=True)
def _quick(settings: Settings, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    settings.PRINTERS_ON_THIS_MACHINE = True
    settings.PRINT_STEP_SECONDS = 10 * PATIENCE  # a printer is waited for, however busy this machine is
    settings.PRINT_LEASE_SECONDS = 100 * PATIENCE  # and it was not away when something took long
    monkeypatch.setattr(feeder, "LINGER", 0.1)
    monkeypatch.setattr(ipp, "POLL_SECONDS", 0.1)
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes", "wake_invoices"):
        monkeypatch.setattr(tasks, name, lambda: True)
    serve_files(monkeypatch, sandbox)


@pytest.fixture
def peer() -> Iterator[IppEvePrinter]:
    with IppEvePrinter(media=("iso_a4_210x297mm",)) as made:
        yield made


@pytest.fixture
def station(packer: User, peer: IppEvePrinter) -> Station:
    laser = printer_of(Printer.Kind.IPP, name="Laser", address=peer.uri, width_mm=210, height_mm=297)
    zebra = printer_of(name="Zebra", answers=True)
    return station_at(zebra, name="Desk 1", document_printer=laser, invoices=Station.Invoices.NEEDED)


@pytest.fixture
def at_desk(page: Page, station: Station, live_server: LiveServer) -> Page:
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def record(sandbox: Sandbox, station: Station) -> Record:
    return shelved(sandbox, "AKN-A", "AKN-B")


def label_printed(record: Record) -> None:
    label, now = label_of(record.number, b"%PDF"), timezone.now()
    label.barcodes = TRACKING
    label.save()
    PrintJob.objects.update(state=PrintJob.State.PRINTED, label=label, sent_at=now, printed_at=now)


def feed(station: Station) -> None:
    """The worker's part."""
    assert station.document_printer is not None
    Running(station.document_printer, IppConnection).wait()


def test_the_last_item_prints_the_invoice_once(
    at_desk: Page, station: Station, record: Record, peer: IppEvePrinter
) -> None:
    """I scan the last item, take label and invoice, and close the box."""
    give(record, "two-pages")
    at_desk.goto("/pack/")
    hands = Scanner(at_desk)
    hands.scan(record.number, "AKN-A")
    expect(at_desk.locator("#count")).to_have_text("1 / 2")
    fetch_all()
    assert peer.printed == []
    hands.scan("AKN-B")
    expect(at_desk.locator(".invoice")).to_contain_text("The invoice is printing on Laser.")
    label_printed(record)
    hands.scan(TRACKING)
    expect(at_desk.locator(".said-sentence")).to_have_text("The invoice is printing on Laser.")
    feed(station)
    assert peer.wait_printed(1)
    expect(at_desk.locator(".invoice-line")).to_contain_text("Invoice sent to Laser.")
    at_desk.reload()
    at_desk.wait_for_load_state()
    hands.scan("UNDO", "AKN-B")
    expect(at_desk.locator("#count")).to_have_text("2 / 2")
    fetch_all()
    feed(station)
    hands.scan(TRACKING)
    expect(at_desk.locator(".said-sentence")).to_have_text(f"Package {record.number} is packed.")
    assert [content for _, content in peer.printed] == [invoice(record, pages=2)]


def test_a_package_without_its_invoice_stops_until_a_lead_decides(
    at_desk: Page, record: Record, peer: IppEvePrinter
) -> None:
    """It tells me what is missing; the lead gives a reason, and I go on."""
    give(record, "forty-pages")
    at_desk.goto("/pack/")
    hands = Scanner(at_desk)
    hands.scan(record.number, "AKN-A", "AKN-B")
    expect(at_desk.locator("#count")).to_have_text("2 / 2")
    label_printed(record)
    fetch_all()
    why = "The invoice has 40 pages; at most 10 are printed."
    expect(at_desk.locator(".invoice .due")).to_have_text(why)
    hands.scan(TRACKING)
    expect(at_desk.locator(".said-sentence")).to_have_text(
        f"Not packed: this package needs its invoice. {why}"
    )
    assert Packing.objects.get().state == Packing.State.OPEN
    at_desk.keyboard.press("f")
    expect(at_desk.locator(".said-sentence")).to_have_text("The invoice is fetched again.")
    fetch_all()
    expect(at_desk.locator(".invoice .due")).to_have_text(why)
    at_desk.get_by_role("link", name="Continue without the invoice").click()
    at_desk.get_by_label("The invoice is sent later by e-mail").check()
    at_desk.get_by_role("button", name="Continue without the invoice").click()
    expect(at_desk.locator(".due")).to_have_text("Close the box. Scan its label")
    at_desk.wait_for_load_state()
    hands.scan(TRACKING)
    expect(at_desk.locator(".said-sentence")).to_have_text(f"Package {record.number} is packed.")
    assert peer.printed == []
