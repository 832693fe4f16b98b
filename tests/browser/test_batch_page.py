"""A batch on its page, whatever the browser does with the PDF: it need not be able to show one."""

import pytest
from playwright.sync_api import Page, expect

from packages_ui import tasks
from packages_ui.labels.read import read_barcodes
from packages_ui.models import PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.services import label_files
from tests.browser.accessibility import keeps_the_rules
from tests.browser.polls import asks_again, asks_in_vain, nothing_is_under_way
from tests.browser.test_batch import batch_numbers, printable, tick_and_print, work
from tests.services.batch_makers import states

State = PrintJob.State
AT_ONCE = """() => {
  const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  Object.defineProperty(enter, "timeStamp", { value: 50 });
  return document.activeElement.dispatchEvent(enter);
}"""


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_fetchers", lambda: True)
    monkeypatch.setattr(tasks, "wake_joiner", lambda _batch_id: True)


def test_it_makes_our_own_label_where_the_carrier_has_none(page: Page, sandbox: Sandbox) -> None:
    manual = [number for number, record in sandbox.packages.items() if kind_of(record) == "manual-entry"][:1]
    batch = tick_and_print(page, manual)
    work()
    expect(page.get_by_text("No label could be fetched")).to_be_visible()
    page.get_by_role("button", name="Use our own label").click()
    expect(page.locator("#toasts").get_by_text("1 label of our own is on the way.")).to_be_visible()
    work()
    expect(page.get_by_text("PDF ready, 1 page")).to_be_visible()
    batch.refresh_from_db()
    assert manual[0] in read_barcodes((label_files.root() / batch.pdf_path).read_bytes())


def test_it_hears_that_all_came_out(page: Page, sandbox: Sandbox) -> None:
    batch = tick_and_print(page, printable(sandbox, 2))
    work()
    page.get_by_role("button", name="Yes, all printed").click()
    expect(page.get_by_text("2 of 2 printed")).to_be_visible()
    expect(page.locator("#came-out")).to_have_count(0)
    assert states(batch) == [State.PRINTED] * 2


def test_it_goes_on_from_the_last_good_one_of_the_dialog(page: Page, sandbox: Sandbox) -> None:
    batch = tick_and_print(page, printable(sandbox, 3))
    work()
    page.get_by_role("link", name="No: scan the last good label…").click()
    page.get_by_label("Scan the last good label").fill(batch_numbers(batch)[0])
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 labels are printed again:")).to_be_visible()
    page.get_by_text("Damaged").click()
    page.get_by_role("button", name="Resume").click()
    page.wait_for_url(f"**/labels/batches/{batch.pk}/")
    assert states(batch) == [State.PRINTED, State.READY, State.READY]


def test_it_takes_an_enter_in_the_first_moment_of_a_page(page: Page, sandbox: Sandbox) -> None:
    """It is not the second one of a scan, as there was none."""
    batch = tick_and_print(page, printable(sandbox, 1))
    page.goto(f"/labels/batches/{batch.pk}/resume/")
    assert page.evaluate(AT_ONCE)


def test_it_asks_once_before_it_cancels(page: Page, sandbox: Sandbox) -> None:
    tick_and_print(page, printable(sandbox, 3))
    confirm = page.get_by_role("button", name="Yes, cancel the rest")
    expect(confirm).to_be_hidden()
    page.get_by_text("Cancel…").click()
    asks_again(page)  # and the question must stay open
    confirm.click()
    expect(page.get_by_text("3 cancelled")).to_be_visible()
    expect(page.get_by_text("Cancel…")).to_be_hidden()


def test_it_goes_on_asking_quietly_while_the_server_is_away(page: Page, sandbox: Sandbox) -> None:
    tick_and_print(page, printable(sandbox, 1))
    nothing_is_under_way(page)
    page.context.set_offline(True)
    expect(page.get_by_text("This page has lost its connection")).to_be_visible()
    asks_in_vain(page)
    assert page.locator("#toasts > *").all_inner_texts() == []
    page.context.set_offline(False)
    work()
    expect(page.get_by_text("PDF ready, 1 page")).to_be_visible()


def test_it_announces_the_end_to_those_who_cannot_see(page: Page, sandbox: Sandbox) -> None:
    tick_and_print(page, printable(sandbox, 2))
    work()
    expect(page.locator("#live")).to_have_text("Finished. 2 of 2 labels are ready.")


def test_it_can_be_used_by_everybody(page: Page, sandbox: Sandbox) -> None:
    numbers = printable(sandbox, 4)
    sandbox.packages[numbers[1]].oddity = "not-ready"
    tick_and_print(page, numbers)
    work()
    expect(page.locator("#failures")).to_be_visible()
    for path in (page.url, "/labels/"):
        page.goto(path)
        keeps_the_rules(page)
