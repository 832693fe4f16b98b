"""What is ticked in the list comes to the print dialog once, in a browser that shows a PDF in a frame."""

from unittest.mock import Mock

import pytest
from playwright.sync_api import Browser, Page, expect

from packages_ui import tasks
from packages_ui.labels.join import measure
from packages_ui.labels.read import read_barcodes
from packages_ui.models import Document
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.documents.make import make_documents
from tests.browser.test_batch import batch_numbers, printable, tick_and_print, wait_for_print, work
from tests.processes import until


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_fetchers", lambda: True)
    monkeypatch.setattr(tasks, "wake_joiner", lambda _batch_id: True)


def test_it_prints_what_was_ticked_in_the_order_on_screen(page: Page, sandbox: Sandbox) -> None:
    numbers = printable(sandbox, 6)
    batch = tick_and_print(page, numbers)
    expect(page.get_by_text("0 of 6 ready")).to_be_visible()
    work()
    expect(page.get_by_text("PDF ready, 6 pages")).to_be_visible()
    wait_for_print(page)
    answer = page.request.get(f"/labels/batches/{batch.pk}/labels.pdf")
    assert len(measure(answer.body())) == 6
    wanted = [sandbox.packages[number].body["tracking_number"] for number in batch_numbers(batch)]
    assert [text for text in dict.fromkeys(read_barcodes(answer.body())) if text in wanted] == wanted
    assert sorted(batch_numbers(batch)) == sorted(numbers)


def test_it_prints_a_pick_list_of_the_ticked_packages_once(page: Page, sandbox: Sandbox) -> None:
    page.goto("/packages/?status=2")
    boxes = page.locator('#rows input[name="packages"]')
    numbers = [str(boxes.nth(place).input_value()) for place in (0, 1)]
    for place in (1, 0):
        boxes.nth(place).check()
    page.get_by_text("Pick list, packing slips…").click()
    page.get_by_role("button", name="Pick list", exact=True).click()
    expect(page.get_by_text("Waiting for a worker…")).to_be_visible()
    make_documents(on_slip=Mock())
    expect(page.get_by_role("link", name="Open PDF")).to_be_visible()
    until(lambda: page.evaluate("window.prints") == 1, "the print dialog")
    document = Document.objects.get()
    assert document.about == {"numbers": numbers}
    expect(page.locator(".print-frame")).to_have_attribute("src", f"/documents/{document.pk}.pdf")
    page.reload()
    expect(page.get_by_role("link", name="Open PDF")).to_be_visible()
    assert page.evaluate("window.prints") == 0
