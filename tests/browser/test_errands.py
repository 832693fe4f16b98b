"""What people come for, from the first page to the last, told as they would tell it."""

import re
from functools import partial

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.messages.batches import CHANGED_AT_SELLER_CENTER
from packages_ui.models import LabelBatch, Packing, Printer, PrintJob, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center import page as pages
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.keep import keep
from packages_ui.services.mirror.sync import sync
from packages_ui.services.mirror.walk import run_for
from packages_ui.views.packages import detail
from packages_ui.views.stations.this_browser import bind
from tests.browser.scanner import Scanner
from tests.services.batch_makers import label_of, move
from tests.services.handover.makers import number, packed, ready
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, station_at

ROW = "#rows tbody tr"
State = PrintJob.State


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes", "wake_documents"):
        monkeypatch.setattr(tasks, name, lambda: True)
    cache.clear()


@pytest.fixture
def station(packer: User) -> Station:
    return station_at(printer_of(name="Zebra", answers=True), name="Desk 1")


@pytest.fixture
def at_desk(page: Page, station: Station, live_server: LiveServer) -> Page:
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    return page


def test_a_packers_first_hour(page: Page, station: Station, sandbox: Sandbox) -> None:
    """I was given a name and a password. I sign in, choose my desk and scan what lies on it."""
    record = shelved(sandbox, "AKN-A", "AKN-B")
    User.objects.create_user("ayse", password="a first hour").groups.add(Group.objects.get(name="Packers"))
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_label("User name").fill("ayse")
    page.get_by_label("Password").fill("a first hour")
    page.keyboard.press("Enter")
    page.locator("button", has_text="Desk 1").click()
    expect(page.locator(".due")).to_have_text("Scan a package")
    page.wait_for_load_state()  # its scripts listen now
    hands = Scanner(page)
    hands.scan(record.number)
    expect(page.locator("#count")).to_have_text("0 / 2")
    hands.scan("UNKNOWN-1")
    expect(page.locator(".desk-blocked")).to_be_visible()
    hands.scan("OK", "AKN-A", "AKN-B")
    expect(page.locator("#count")).to_have_text("2 / 2")
    printed, now = label_of(record.number, b"%PDF"), timezone.now()
    printed.barcodes = "TRACK-123456"
    printed.save()
    PrintJob.objects.update(state=State.PRINTED, label=printed, sent_at=now, printed_at=now)
    expect(page.locator(".due")).to_have_text("Close the box. Scan its label")
    hands.scan("TRACK-123456")
    expect(page.locator(".said-sentence")).to_have_text(f"Package {record.number} is packed.")
    assert Packing.objects.get().state == Packing.State.PACKED


def test_a_leads_morning(at_desk: Page, sandbox: Sandbox) -> None:
    """I print what came in overnight, in one order and under one name, and see to what failed."""
    sync(run_for(600))
    at_desk.goto("/packages/?status=2")
    for place in range(4):
        at_desk.locator(f"{ROW} input[name=packages]").nth(place).check()
    at_desk.locator("#order-more summary").click()
    at_desk.get_by_label("Print order").select_option("number")
    expect(at_desk.locator("#order-now")).to_have_text("order: by number")
    at_desk.get_by_label("Name of the batch").fill("Morning")
    at_desk.keyboard.press("Enter")
    at_desk.wait_for_url("**/labels/batches/*/")
    batch = LabelBatch.objects.get()
    numbers = list(batch.jobs.order_by("position").values_list("package_number", flat=True))
    assert numbers == sorted(numbers)
    expect(at_desk.get_by_role("heading", name="Morning")).to_be_visible()
    who = at_desk.locator("#jobs .box-who").first
    expect(who).not_to_be_empty()
    move(batch, State.FAILED, 1, 2, reason=CHANGED_AT_SELLER_CENTER())
    move(batch, State.FAILED, 3, reason="no such package", retryable=False)
    expect(at_desk.locator(".failure")).to_have_count(2)
    at_desk.get_by_role("button", name="Retry these 2").click()
    expect(at_desk.locator("#toasts").get_by_text("2 labels requested again.")).to_be_visible()
    expect(at_desk.locator(".failure")).to_have_count(1)
    at_desk.locator("#show-times").check()
    cell = who.bounding_box()
    assert cell
    assert cell["width"] >= 128  # a name stays whole beside the times
    move(batch, State.FAILED, 4, reason="not ready")
    expect(at_desk.locator(".failure")).to_have_count(2)
    expect(at_desk.locator("#show-times")).to_be_checked()
    at_desk.locator("#pause").click()
    at_desk.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(at_desk.locator("#pause")).to_be_visible()


def test_the_driver_at_the_door(page: Page, sandbox: Sandbox) -> None:
    """I scan what he takes, and know before he leaves what he left."""
    records = [ready(sandbox, "DHL", index=place) for place in range(3)]
    numbers = [number(record) for record in records]
    keep(packages=[package for one in numbers if (package := seller_center().get_package(one))])
    packed(numbers[0])
    packed(numbers[2], station=station_at(name="Desk 7"))
    page.goto("/handover/")
    Scanner(page).scan(numbers[0], numbers[1])
    expect(page.locator(".handover-count")).to_have_text("2 boxes")
    expect(page.locator(".handover-expected")).to_have_text("2 of 3 expected")
    page.locator("#close-handover").click()
    behind = page.locator(".behind")
    expect(behind).to_contain_text("1 package stays behind")
    expect(behind).to_contain_text(numbers[2])
    expect(behind).to_contain_text("Packed at Desk 7")
    page.locator("#close-now").click()
    expect(page.locator(".behind")).to_contain_text("1 package stayed behind")


def test_paper_runs_out(at_desk: Page) -> None:
    """I am in the list and hear it; a new roll, and it is quiet again."""
    at_desk.goto("/packages/")
    at_desk.evaluate("window.heard = []; window.sounds.play = (word) => window.heard.push(word); 0")
    at_desk.locator("body").click(position={"x": 5, "y": 400})
    trouble = "The printer is out of paper: put in a new roll."
    Printer.objects.update(trouble=trouble, looked_at=timezone.now())
    bar = at_desk.locator("#head-trouble")
    expect(bar).to_have_text("Zebra: The printer is out of paper. Put in a new roll.")
    assert at_desk.evaluate("window.heard") == ["printer"]
    at_desk.set_viewport_size({"width": 1024, "height": 768})
    assert at_desk.locator(".here strong").evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    Printer.objects.update(trouble="")
    expect(bar).to_be_hidden()
    at_desk.set_viewport_size({"width": 1280, "height": 800})


def test_seller_center_is_down(page: Page, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """I see what we know of it at once, and that it is asked; when it is back I go on."""
    sync(run_for(600))
    record = next(one for one in sandbox.packages.values() if one.status == 2)
    sandbox.switches = Switches(fail_share=1, fail_status=500)
    page.goto("/packages/?status=2")
    expect(page.get_by_text("The list below is our local copy, as of")).to_be_visible()
    expect(page.locator(ROW).first).to_be_visible()
    page.goto(f"/packages/{record.number}/")
    expect(page.locator("#step-3")).to_be_disabled()
    sandbox.switches = Switches()
    monkeypatch.setattr(detail, "short_wait", partial(pages.short_wait, 0))  # it is slow still
    page.get_by_role("link", name="Try again").click()
    step = page.get_by_role("button", name="Ready to Ship")
    expect(step).to_be_enabled()
    step.click()
    toast = page.locator("#toasts .note").last
    expect(toast).to_contain_text(f"Package {record.number} is Ready to Ship.")
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text(f"Package {record.number} is Preparing.")
    assert record.status == 2


def test_a_phone_in_the_aisle(page: Page, sandbox: Sandbox) -> None:
    """A customer calls: I look for the name while I stand between the shelves."""
    sync(run_for(600))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/packages/?status=2")
    first = page.locator(ROW).first
    wanted = first.locator("a.open").inner_text()
    page.get_by_role("searchbox").fill(wanted)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/packages/{wanted}/"))
    expect(page.get_by_role("heading", name=re.compile(wanted))).to_be_in_viewport()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
