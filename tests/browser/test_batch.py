"""From the ticked packages to paper, as a packer sees it. The worker's part is played by the services; what
is printed in a browser that shows a PDF, `test_print_dialog.py` says."""

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from packages_ui import tasks
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.services.batches.fetch import fetch_labels
from packages_ui.services.batches.join import join_batch
from tests.browser.conftest import PATIENCE
from tests.services.batch_makers import move, states

State = PrintJob.State
PDF = re.compile(r"/labels\.pdf")


@pytest.fixture(autouse=True)
def _pdf(context: BrowserContext) -> None:
    """This browser shows none, and would load it for ever."""
    context.route(PDF, lambda route: route.fulfill(content_type="text/html", body="<p>The labels</p>"))


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_fetchers", lambda: True)
    monkeypatch.setattr(tasks, "wake_joiner", lambda _batch_id: True)


def wait_for_print(page: Page) -> None:
    wait_for_prints(page, 1)


def wait_for_prints(page: Page, count: int, *others: Page) -> None:
    """Of all tabs together. Asked again and again from here: waiting inside the page would need eval, which
    its CSP forbids."""

    def prints() -> int:
        return sum(int(tab.evaluate("window.prints")) for tab in (page, *others))

    end = time.monotonic() + PATIENCE / 1000
    while prints() < count and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert prints() == count


def work() -> None:
    """What a worker does."""
    fetch_labels(on_settled=lambda batch_id: join_batch(batch_id=batch_id))


def tick_and_print(page: Page, numbers: list[str]) -> LabelBatch:
    page.goto("/packages/?limit=100")
    for number in numbers:
        page.get_by_label(f"Select {number}").check()
    page.get_by_role("button", name=re.compile("Print")).click()
    page.wait_for_url("**/labels/batches/*/")
    return LabelBatch.objects.get(pk=int(page.url.rstrip("/").rpartition("/")[2]))


def printable(sandbox: Sandbox, most: int) -> list[str]:
    kinds = ("zpl", "pdf", "pdf-landscape", "png")
    return [number for number, record in sandbox.packages.items() if kind_of(record) in kinds][:most]


def batch_numbers(batch: LabelBatch) -> list[str]:
    return list(batch.jobs.order_by("position").values_list("package_number", flat=True))


def test_it_follows_the_progress_and_retries_what_failed(page: Page, sandbox: Sandbox) -> None:
    numbers = printable(sandbox, 4)
    sandbox.packages[numbers[1]].oddity = "not-ready"
    batch = tick_and_print(page, numbers)
    move(batch, State.READY, 1)
    expect(page.get_by_text("1 of 4 ready")).to_be_visible()
    move(batch, State.WANTED, 1)
    work()
    expect(page.get_by_text("3 of 4 sent to the print dialog")).to_be_visible()
    failed = page.locator("#failures .failure")
    expect(failed).to_contain_text("etiket hazır değil (E-1042)")
    expect(failed.get_by_role("row", name=re.compile(numbers[1]))).to_be_visible()
    sandbox.packages[numbers[1]].oddity = ""
    failed.get_by_role("button", name="Retry it").click()
    expect(page.locator("#failures")).to_be_hidden()
    work()
    expect(page.get_by_text("4 of 4 sent to the print dialog")).to_be_visible()
    expect(page.get_by_text("PDF ready, 1 page")).to_be_visible()  # only what was not printed before


def test_it_opens_the_print_dialog_once_whatever_is_reloaded(page: Page, sandbox: Sandbox) -> None:
    tick_and_print(page, printable(sandbox, 1))
    work()
    wait_for_print(page)
    page.reload()
    expect(page.get_by_text("PDF ready, 1 page")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.prints") == 0


def test_it_asks_before_it_prints_once_more(page: Page, sandbox: Sandbox) -> None:
    batch = tick_and_print(page, printable(sandbox, 2))
    work()
    wait_for_print(page)
    page.get_by_role("button", name="Print again…").click()
    dialog = page.locator("#dialog")
    expect(
        dialog.get_by_text(re.compile(r"Sent to the print dialog at \d\d:\d\d. Print again"))
    ).to_be_visible()
    expect(dialog.get_by_role("link", name="Open PDF")).to_be_visible()
    dialog.get_by_text("Paper jam").click()
    dialog.get_by_role("button", name="Reprint all").click()
    expect(dialog).to_be_hidden()
    assert states(batch) == [State.READY] * 2
    join_batch(batch_id=batch.pk)
    wait_for_prints(page, 2)


def test_it_opens_the_print_dialog_once_for_two_tabs(page: Page, sandbox: Sandbox) -> None:
    batch = tick_and_print(page, printable(sandbox, 2))
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_text("0 of 2 ready")).to_be_visible()
    work()
    for tab in (page, other):
        expect(tab.get_by_text("2 of 2 sent to the print dialog")).to_be_visible()
    wait_for_prints(page, 1, other)
    page.wait_for_timeout(500)
    wait_for_prints(page, 1, other)
    assert states(batch) == [State.SENT] * 2


def test_it_opens_no_print_dialog_for_one_who_does_not_want_it(page: Page, sandbox: Sandbox) -> None:
    tick_and_print(page, printable(sandbox, 1))
    page.get_by_label("Open the print dialog when ready").uncheck()
    page.reload()
    expect(page.get_by_label("Open the print dialog when ready")).not_to_be_checked()
    work()
    expect(page.get_by_text("PDF ready, 1 page")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.prints") == 0
