"""Labels on their way to a printer, as a packer sees it. The printer's part is played by the test."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.models import Label, LabelBatch, Printer, PrintJob, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.views.stations.this_browser import bind
from tests.browser.accessibility import keeps_the_rules
from tests.browser.polls import asks_again
from tests.browser.scanner import TURKISH_F, TURKISH_Q, Layout, Scanner
from tests.services.batch_makers import move, states
from tests.services.printing.makers import ready_batch
from tests.services.station_makers import printer_of, station_at
from tests.views.print_makers import print_out

State = PrintJob.State
TRK = "TRK-000{}"


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_fetchers", lambda: True)
    monkeypatch.setattr(tasks, "wake_feeders", lambda: True)


@pytest.fixture
def station(packer: User) -> Station:
    return station_at(printer_of(name="Zebra", answers=True), name="Desk 1")


@pytest.fixture
def at_desk(page: Page, station: Station, live_server: LiveServer) -> Page:
    """The browser is bound to the station."""
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def batch(station: Station, packer: User, media: object) -> LabelBatch:
    """Five labels that have come."""
    numbers = [f"PK-100{n}" for n in range(1, 6)]
    made = ready_batch(station.label_printer, *numbers, owner=packer, station=station, name="Morning")
    for position in range(1, 6):
        made.jobs.filter(position=position).update(codes=TRK.format(position))
    Printer.objects.update(current=made)
    return made


def batch_at(page: Page) -> LabelBatch:
    page.wait_for_url("**/labels/batches/*/")
    return LabelBatch.objects.get(pk=int(page.url.rstrip("/").rpartition("/")[2]))


def tick_and_print(page: Page, sandbox: Sandbox, count: int) -> None:
    page.goto("/packages/")
    for number in list(sandbox.packages)[-count:]:
        page.get_by_label(f"Select {number}").check()
    page.get_by_role("button", name="Print labels").click()


REDRAW = """document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => {
  if (elt.matches("#pause, :has(> #pause)")) elt.replaceWith(elt.cloneNode(true));
})"""


def test_it_says_what_was_done_though_the_button_was_drawn_anew(at_desk: Page, batch: LabelBatch) -> None:
    """As a poll does it that comes between the press and its answer."""
    at_desk.goto(f"/labels/batches/{batch.pk}/")
    at_desk.wait_for_load_state()
    at_desk.evaluate(REDRAW)
    at_desk.locator("#pause").click()
    expect(at_desk.locator("#toasts").get_by_role("button", name="Undo")).to_be_visible()


def test_it_prints_to_the_stations_printer_and_follows_it(
    at_desk: Page, sandbox: Sandbox, station: Station
) -> None:
    at_desk.goto("/packages/")
    expect(at_desk.get_by_label("Where to print").locator("option:checked")).to_have_text("Desk 1 · Zebra")
    tick_and_print(at_desk, sandbox, 3)
    batch = batch_at(at_desk)
    assert (batch.printer, batch.station) == (station.label_printer, station)
    doing = at_desk.locator("#doing")
    expect(doing).to_contain_text("Fetching")
    move(batch, State.READY)
    Printer.objects.update(current=batch)
    expect(doing).to_contain_text("Printing")
    print_out(batch, 1)
    expect(at_desk.get_by_text("Printed 1 of 3")).to_be_visible()
    Printer.objects.update(trouble="The paper is out. Load a new roll.", looked_at=timezone.now())
    expect(doing).to_contain_text("The paper is out")
    expect(doing).to_contain_text("as of")
    Printer.objects.update(trouble="")
    print_out(batch, 1, 2, 3)
    expect(at_desk.get_by_text("Printed 3 of 3")).to_be_visible()
    expect(doing).to_contain_text("Finished")
    expect(at_desk.locator("#live")).to_have_text("Finished. 3 of 3 labels are printed.")


def test_it_remembers_where_and_with_which_slips(at_desk: Page, sandbox: Sandbox) -> None:
    printer_of(name="Brother")
    at_desk.goto("/packages/?limit=25")
    at_desk.locator("#rows input[name=packages]").first.check()
    at_desk.get_by_label("Where to print").select_option(label="Brother")
    at_desk.get_by_label("Separators between the labels").select_option("carrier")
    at_desk.get_by_label("Page 2", exact=True).click()
    expect(at_desk.locator(".page-item.active")).to_have_text("2")
    expect(at_desk.get_by_label("Where to print").locator("option:checked")).to_have_text("Brother")
    expect(at_desk.get_by_label("Separators between the labels")).to_have_value("carrier")
    at_desk.get_by_label("Where to print").select_option("browser")
    expect(at_desk.get_by_label("Separators between the labels")).to_be_hidden()
    other = at_desk.context.new_page()
    other.goto("/packages/")
    expect(other.get_by_label("Separators between the labels")).to_have_value("carrier")
    expect(other.get_by_label("Where to print").locator("option:checked")).to_have_text("Desk 1 · Zebra")


def test_it_asks_about_what_is_printed_already(at_desk: Page, sandbox: Sandbox) -> None:
    tick_and_print(at_desk, sandbox, 2)
    first = batch_at(at_desk)
    LabelBatch.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    print_out(first, 1, 2)
    tick_and_print(at_desk, sandbox, 3)
    dialog = at_desk.locator("#dialog")
    expect(dialog.get_by_role("heading")).to_have_text("2 of these 3 labels were already printed")
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(at_desk.locator("#batch-count")).to_have_text("3 selected")
    at_desk.get_by_role("button", name="Print labels").click()
    dialog.get_by_role("button", name="Reprint all 3").click()  # a reason is required
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Print only the other 1").click()
    at_desk.wait_for_url(f"**/labels/batches/{first.pk + 1}/")
    assert LabelBatch.objects.get(pk=first.pk + 1).jobs.count() == 1
    at_desk.goto("/packages/")
    expect(at_desk.locator("#batch-count")).to_have_text("0 selected")


def test_it_prints_all_again_for_a_reason(at_desk: Page, sandbox: Sandbox) -> None:
    tick_and_print(at_desk, sandbox, 2)
    first = batch_at(at_desk)
    LabelBatch.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    print_out(first, 1, 2)
    tick_and_print(at_desk, sandbox, 2)
    dialog = at_desk.locator("#dialog")
    dialog.get_by_text("Lost", exact=True).click()
    dialog.get_by_role("button", name="Reprint all 2").click()
    at_desk.wait_for_url(f"**/labels/batches/{first.pk + 1}/")
    again = LabelBatch.objects.get(pk=first.pk + 1)
    assert {job.reprint_because for job in again.jobs.all()} == {"lost"}


@pytest.mark.parametrize("key", ["y", "n"])
def test_it_takes_an_answer_by_one_key(page: Page, batch: LabelBatch, key: str) -> None:
    print_out(batch, 1, 2, state=State.UNKNOWN)
    page.goto("/labels/unknown/")
    expect(page.locator("#to-answer")).to_have_text(re.compile("^2"))
    scanner = Scanner(page)
    scanner.press(key)
    expect(page.get_by_role("heading", name="Did this label print?")).to_be_visible()
    assert states(batch)[:2] == [State.UNKNOWN, State.PRINTED if key == "y" else State.READY]
    expect(page.locator("#to-answer")).to_have_text(re.compile("^1"))
    scanner.press(key, ago=60)  # too soon: nobody can have read which label is asked about now
    assert states(batch)[0] == State.UNKNOWN
    scanner.press(key)
    expect(page.get_by_text("No labels need checking")).to_be_visible()


def test_it_takes_no_answer_by_a_key_while_something_is_typed(page: Page, batch: LabelBatch) -> None:
    print_out(batch, 1, state=State.UNKNOWN)
    page.goto("/labels/unknown/")
    page.locator("#scan").focus()
    Scanner(page).press("y")
    expect(page.locator("#scan")).to_have_value("y")
    assert states(batch)[0] == State.UNKNOWN


@pytest.mark.parametrize("end", ["Enter", ""])
def test_it_takes_a_scan_for_an_answer(page: Page, batch: LabelBatch, end: str) -> None:
    """The focus is on a button that a scanner's Enter must not press. Some scanners send none."""
    print_out(batch, 1, 2, 3, state=State.UNKNOWN)
    page.goto("/labels/unknown/")
    page.get_by_role("button", name="No, reprint").first.focus()
    Scanner(page).scan("TRK*0002", end=end)
    expect(page.get_by_role("heading", name="Did these 2 labels print?")).to_be_visible()
    assert states(batch)[:3] == [State.UNKNOWN, State.PRINTED, State.UNKNOWN]


@pytest.mark.in_turn("layout")
@pytest.mark.parametrize("layout", [TURKISH_Q, TURKISH_F], ids=["Q", "F"])
def test_it_understands_turkish_keyboards(page: Page, batch: LabelBatch, layout: Layout) -> None:
    print_out(batch, 1, 2, 3)
    PrintJob.objects.filter(batch=batch, position=1).update(codes="KIZIL-77-Q")
    page.goto(f"/labels/batches/{batch.pk}/resume/")
    Scanner(page).scan("KIZIL-77-Q", layout=layout)
    expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
    PrintJob.objects.filter(batch=batch, position=1).update(state=State.UNKNOWN)
    page.goto("/labels/unknown/")
    Scanner(page).scan("NO-SUCH", layout=layout)
    expect(page.locator("#unknown-list [role=alert]")).to_contain_text("is not on any of these labels")
    Scanner(page).scan("KIZIL-77-Q", layout=layout)
    expect(page.get_by_text("No labels need checking")).to_be_visible()


def test_it_says_what_was_scanned_when_nothing_fits(page: Page, batch: LabelBatch) -> None:
    print_out(batch, 1, state=State.UNKNOWN)
    page.goto("/labels/unknown/")
    Scanner(page).scan("NOSUCH-9")
    expect(page.locator("#unknown-list [role=alert]")).to_contain_text("“NOSUCH-9” is not on any")
    assert states(batch)[0] == State.UNKNOWN


def test_it_takes_no_first_sign_for_a_key_on_a_slow_computer(page: Page, batch: LabelBatch) -> None:
    """N would print the label once more."""
    print_out(batch, 1, state=State.UNKNOWN)
    page.goto("/labels/unknown/")
    Scanner(page).scan_on_a_stalled_computer("NOSUCH-9", signs=1, seconds=1)
    expect(page.locator("#unknown-list [role=alert]")).to_contain_text("“NOSUCH-9” is not on any")
    assert states(batch)[0] == State.UNKNOWN


def test_it_takes_scans_that_come_faster_than_the_answers(page: Page, batch: LabelBatch) -> None:
    print_out(batch, 1, 2, 3, state=State.UNKNOWN)
    page.goto("/labels/unknown/")
    Scanner(page).scan("TRK-0001", "TRK-0002", "TRK-0003")
    expect(page.get_by_text("No labels need checking")).to_be_visible()
    assert states(batch)[:3] == [State.PRINTED] * 3


def test_it_answers_on_the_page_of_the_batch(page: Page, batch: LabelBatch) -> None:
    page.goto(f"/labels/batches/{batch.pk}/")
    print_out(batch, 1, state=State.UNKNOWN)
    expect(page.get_by_role("heading", name="Did this label print?")).to_be_visible()
    Scanner(page).press("y")
    expect(page.get_by_text("Printed 1 of 5")).to_be_visible()
    expect(page.locator("#unknown")).to_be_hidden()


def test_it_goes_on_from_the_label_in_the_hand(page: Page, batch: LabelBatch) -> None:
    print_out(batch, 1, 2, 3)
    page.goto(f"/labels/batches/{batch.pk}/")
    page.get_by_role("link", name="Resume from last good label").click()
    page.locator("h1").click()  # the focus is anywhere
    Scanner(page).scan("trk*0001")
    expect(page.get_by_text("2 labels are printed again:")).to_be_visible()
    expect(page.get_by_text("Then 2 more follow.")).to_be_visible()
    page.get_by_text("Paper jam").click()
    page.get_by_role("button", name="Resume").click()
    page.wait_for_url(f"**/labels/batches/{batch.pk}/")
    expect(page.get_by_text("2 labels are printed again.").first).to_be_visible()
    assert [(job.position, job.reprint_because) for job in batch.jobs.filter(copy=2)] == [
        (2, "jam"),
        (3, "jam"),
    ]


def test_it_pauses_moves_and_cancels(page: Page, batch: LabelBatch) -> None:
    other = printer_of(name="Brother", answers=True)
    page.goto(f"/labels/batches/{batch.pk}/")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#doing")).to_contain_text("Paused")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#doing")).to_contain_text("Printing")
    page.get_by_text("Move…").click()
    asks_again(page)  # and the question must stay open
    page.get_by_label("Where to move it").select_option(label="Brother")
    page.get_by_role("button", name="Move 5 labels").click()
    expect(page.locator(".where-to")).to_contain_text("Brother")
    assert LabelBatch.objects.get(pk=batch.pk).printer == other
    page.get_by_text("Cancel…").click()
    page.get_by_role("button", name="Yes, cancel the rest").click()
    expect(page.get_by_text("5 cancelled", exact=True)).to_be_visible()


def test_it_prints_one_label_again(page: Page, batch: LabelBatch) -> None:
    print_out(batch, 1, 2, 3, 4, 5)
    page.goto(f"/labels/batches/{batch.pk}/")
    page.get_by_role("link", name="Reprint PK-1002").click()
    page.locator("#dialog").get_by_text("Damaged").click()
    page.locator("#dialog").get_by_role("button", name="Reprint").click()
    expect(page.get_by_text("Copy 2 (damaged)")).to_be_visible()
    expect(page.get_by_text("Printed 4 of 5")).to_be_visible()


def test_it_answers_what_is_held_back(page: Page, batch: LabelBatch) -> None:
    batch.jobs.filter(position__in=(1, 2)).update(question="No barcode of this label can be read at 203 dpi.")
    page.goto(f"/labels/batches/{batch.pk}/")
    page.get_by_role("button", name=re.compile("Leave out.*PK-1001")).click()
    expect(page.locator("#questions li")).to_have_count(1)
    page.get_by_role("button", name=re.compile("Print anyway.*PK-1002")).click()
    expect(page.locator("#questions")).to_be_hidden()
    assert states(batch)[:2] == [State.CANCELLED, State.READY]
    assert batch.jobs.get(position=2).checked


def asking(batch: LabelBatch) -> None:
    """Everything at once that can need a person, and the printer is out of paper."""
    print_out(batch, 1, 2, state=State.UNKNOWN)
    print_out(batch, 3)
    batch.jobs.filter(position=4).update(question="No barcode of this label can be read at 203 dpi.")
    move(batch, State.FAILED, 5, reason="The carrier refused it.")
    Label.objects.filter(package_number="PK-1003").update(stale_at=timezone.now())
    Printer.objects.update(trouble="The paper is out. Load a new roll.", looked_at=timezone.now())


def going(batch: LabelBatch) -> None:
    print_out(batch, 1, 2, 3)


def ended(batch: LabelBatch) -> None:
    print_out(batch, 1, 2, 3, 4, 5)


def paused(batch: LabelBatch) -> None:
    LabelBatch.objects.update(paused_at=timezone.now())


def silent(batch: LabelBatch) -> None:
    Printer.objects.update(answers=False)
    print_out(batch, 1, 2, 3, 4, 5, state=State.SENT)


def in_the_browser(batch: LabelBatch) -> None:
    fields = {"printer": None, "pdf_path": "batches/1.pdf", "pdf_at": timezone.now(), "pdf_pages": 5}
    LabelBatch.objects.update(**fields)
    print_out(LabelBatch.objects.get(), 1, 2, 3, 4, 5, state=State.SENT)


@pytest.mark.parametrize("stage", [asking, going, ended, paused, silent, in_the_browser])
def test_it_can_be_used_by_everybody(
    page: Page, batch: LabelBatch, stage: Callable[[LabelBatch], None]
) -> None:
    stage(batch)
    paths = [f"/labels/batches/{batch.pk}/"]
    if stage is asking:
        paths += ["/labels/unknown/", "/labels/", "/"]
    if stage is going:
        paths.append(f"/labels/batches/{batch.pk}/resume/?scan=PK-1002")
    for path in paths:
        page.goto(path)
        keeps_the_rules(page)


def test_its_questions_can_be_used_by_everybody(
    at_desk: Page, sandbox: Sandbox, batch: LabelBatch, packer: User
) -> None:
    print_out(batch, 1, 2, 3, 4, 5)
    at_desk.goto(f"/labels/batches/{batch.pk}/")
    at_desk.get_by_role("link", name="Reprint PK-1002").click()
    expect(at_desk.locator("#dialog")).to_be_visible()
    keeps_the_rules(at_desk)

    printed = ready_batch(batch.printer, *list(sandbox.packages)[-2:])
    print_out(printed, 1, 2)
    tick_and_print(at_desk, sandbox, 3)
    expect(at_desk.locator("#dialog").get_by_role("heading")).to_be_visible()
    keeps_the_rules(at_desk)
