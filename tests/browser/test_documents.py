"""A pick list from the ticks in the list to the print dialog, which opens once."""

from unittest.mock import Mock

import pytest
from playwright.sync_api import Browser, Page, expect

from packages_ui.models import Document
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.documents.make import make_documents
from tests.processes import until


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


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
