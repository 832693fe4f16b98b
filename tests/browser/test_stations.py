"""Stations as a packer uses them: choose one, verify its printer, see trouble from afar."""

import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from packages_ui import tasks
from packages_ui.models import Printer, PrintJob, Slip, Station
from packages_ui.services.printing.pairing import spelled
from packages_ui.views.stations import printer as printer_look
from tests.browser.accessibility import keeps_the_rules
from tests.browser.polls import asks_in_vain, nothing_is_under_way
from tests.browser.scanner import TURKISH_F, TURKISH_Q, Layout, Scanner
from tests.services.batch_makers import batch_of, move
from tests.services.station_makers import printer_of, station_at

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_feeders", lambda: True)
    monkeypatch.setattr(printer_look, "check", lambda **_: True)


@pytest.fixture
def station(packer: User) -> Station:
    return station_at(printer_of(name="Zebra", looked_at=timezone.now()), name="Desk 7")


def sign_in(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_label("User name").fill("packer")
    page.get_by_label("Password").fill("packer")
    page.get_by_role("button", name="Sign in").click()


def work_at(page: Page, station: Station) -> None:
    page.goto(f"/stations/{station.pk}/")
    page.get_by_role("button", name="Work here").click()
    expect(page.get_by_text("You work here")).to_be_visible()
    page.wait_for_load_state()  # its scripts read scans


def feed() -> None:
    """What a feeder does with a slip."""
    Slip.objects.update(state=Slip.State.SENT, sent_at=timezone.now())


def test_it_asks_for_the_station_at_sign_in_and_remembers_it(page: Page, station: Station) -> None:
    sign_in(page)
    expect(page.get_by_role("heading", name="Where do you work?")).to_be_visible()
    page.get_by_role("button", name="Desk 7").click()
    expect(page).to_have_url(re.compile("/packages/$"))
    expect(page.locator("#here")).to_have_text(re.compile("Desk 7"))
    page.locator("form[action='/logout/'] button").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.get_by_label("User name").fill("packer")
    page.get_by_label("Password").fill("packer")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/packages/$"))


def test_it_goes_on_without_a_station(page: Page, station: Station) -> None:
    sign_in(page)
    page.get_by_role("link", name="Continue without a station").click()
    expect(page).to_have_url(re.compile("/packages/$"))
    expect(page.locator("#here")).to_have_text("No station")


def test_it_proves_the_printer_by_typing_the_code(page: Page, station: Station) -> None:
    work_at(page, station)
    page.get_by_role("button", name=re.compile("Pairing slip")).click()
    expect(page.locator("#slip")).to_contain_text("Waiting for Zebra…")
    expect(page.locator("#code")).to_be_focused()
    feed()
    expect(page.locator("#slip")).to_contain_text("scan its barcode into the field")
    code = spelled(Printer.objects.get().pairing_code)
    Scanner(page).scan("printer-2222-2222")
    expect(page.locator("#proof-said")).to_contain_text("No printer has the code")
    expect(page.locator("#code")).to_be_focused()
    Scanner(page).scan(code.lower())  # what was wrong is selected, so the next scan replaces it
    expect(page.locator("#proof")).to_contain_text("Zebra is verified: it prints the labels of this station.")
    expect(page.locator("#moving")).to_contain_text("Verified")


@pytest.mark.in_turn("layout")
@pytest.mark.parametrize("layout", [{}, TURKISH_Q, TURKISH_F], ids=["US", "Q", "F"])
def test_it_takes_a_scan_wherever_the_focus_is(page: Page, station: Station, layout: Layout) -> None:
    Printer.objects.update(pairing_code="ABCD2345")
    work_at(page, station)
    page.get_by_role("button", name=re.compile("Test page")).focus()
    Scanner(page).scan("PRINTER-ABCD-2345", layout=layout)
    expect(page.locator("#proof")).to_contain_text("Zebra is verified: it prints the labels of this station.")
    assert not Slip.objects.exists()


def test_it_asks_whether_an_unknown_label_came_out(page: Page, station: Station) -> None:
    printer = station.label_printer
    batch = batch_of("1001", owner=User.objects.get(), printer=printer, station=station)
    work_at(page, station)
    move(batch, PrintJob.State.UNKNOWN, printer=printer, unknown_at=timezone.now(), sending_at=timezone.now())
    expect(page.locator("#station-unknown")).to_contain_text("Package 1001: did the label print?")
    Scanner(page).press("y")
    expect(page.locator("#station-unknown")).to_be_hidden()
    assert batch.jobs.get().state == PrintJob.State.PRINTED


def test_it_keeps_what_is_typed_while_the_page_moves(page: Page, station: Station) -> None:
    work_at(page, station)
    page.locator("#code").fill("PRINTER-AB")
    Printer.objects.update(trouble="The printer is open: close it.", looked_at=timezone.now())
    expect(page.locator(".printer-state")).to_have_text("The printer is open")
    expect(page.locator("#here")).to_contain_text("The printer is open")
    expect(page.locator("#code")).to_have_value("PRINTER-AB")
    expect(page.locator("#code")).to_be_focused()


def test_it_pauses_and_resumes(page: Page, station: Station) -> None:
    work_at(page, station)
    page.get_by_role("link", name=re.compile("Pause…")).click()
    page.get_by_role("button", name="New roll").click()
    page.get_by_role("dialog").get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".printer-state")).to_have_text("Paused")
    expect(page.locator(".printer-more")).to_have_text("New roll")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".printer-state")).to_have_text("Printer ready")


def test_it_says_once_that_it_cannot_reach_the_server(page: Page, station: Station) -> None:
    work_at(page, station)
    nothing_is_under_way(page)
    page.context.set_offline(True)
    expect(page.get_by_text("Connection lost. Labels already sent")).to_be_visible()
    asks_in_vain(page)
    assert page.locator("#toasts > *").all_inner_texts() == []
    page.context.set_offline(False)
    expect(page.get_by_text("Connection lost. Labels already sent")).to_be_hidden()


def test_it_fills_in_a_size_with_one_click_and_shows_what_the_kind_needs(page: Page) -> None:
    page.goto("/stations/printers/add/")
    page.get_by_label("Name").fill("Mine")
    page.get_by_text("This computer's own printer").click()
    expect(page.get_by_label("Address")).to_be_hidden()
    page.get_by_role("button", name="A6 105 × 148").click()
    expect(page.get_by_label("Width in mm")).to_have_value("105")
    page.get_by_label("Name").press("Enter")
    expect(page).to_have_url(re.compile("/stations/$"))
    assert Printer.objects.get().height_mm == 148


def test_it_can_be_used_by_everybody(page: Page, station: Station) -> None:
    printer = station.label_printer
    batch = batch_of("1", "2", owner=User.objects.get(), printer=printer, station=station)
    move(batch, PrintJob.State.UNKNOWN, 1, printer=printer)
    work_at(page, station)
    for changes in (
        {"trouble": "The printer is open: close it."},
        {"paused_at": timezone.now(), "paused_because": "New roll"},
    ):
        Printer.objects.update(**changes)
        for path in (f"/stations/{station.pk}/", "/stations/", f"/stations/{station.pk}/shift/"):
            page.goto(path)
            keeps_the_rules(page)
    for path in ("/stations/choose/", "/stations/printers/add/"):
        page.goto(path)
        keeps_the_rules(page)
    page.goto(f"/stations/{station.pk}/")
    page.locator("#code").fill("unknown")
    page.keyboard.press("Enter")
    expect(page.locator("#proof-said")).to_be_visible()
    keeps_the_rules(page)


def test_it_is_never_wider_than_the_screen(page: Page, station: Station) -> None:
    printer = station.label_printer
    batch = batch_of("1", "2", owner=User.objects.get(), name="A" * 90, printer=printer)
    move(batch, PrintJob.State.UNKNOWN, 1, printer=printer, unknown_at=timezone.now())
    Printer.objects.update(
        trouble="Something-very-long-that-has-no-blank-in-it-at-all-and-goes-on", name="W" * 60
    )
    work_at(page, station)
    pages = ("/stations/", "/stations/printers/add/", "/packages/")
    for path in (f"/stations/{station.pk}/", f"/stations/{station.pk}/shift/", *pages):
        page.goto(path)
        for width in (1280, 1024, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(TOO_WIDE) <= 0, (path, width)
