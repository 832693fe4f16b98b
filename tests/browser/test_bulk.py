"""Twenty packages get another carrier at once; three cannot."""

from unittest.mock import Mock

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from packages_ui import tasks
from packages_ui.models import BulkAction, BulkPackage, SyncWalk
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS
from packages_ui.sandbox.records import READY, Record
from packages_ui.sandbox.switches import Switches
from packages_ui.services.bulk_actions.run import carry_on
from packages_ui.services.mirror.walk import CHANGES
from tests.browser.accessibility import keeps_the_rules
from tests.packages import somebody_else
from tests.services.bulk_actions.makers import by_dhl, copy

CHANGE = "Change all…"


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> Mock:
    mock = Mock(return_value=True)
    monkeypatch.setattr(tasks, "wake_bulk_action", mock)
    return mock


@pytest.fixture
def records(sandbox: Sandbox) -> list[Record]:
    """Those that the list shows by a number they share; the first two are no longer in Preparing."""
    found = by_dhl(sandbox, 20)
    for record in found:
        record.body["order_number"] = "ORD-20"
    for record in found[:2]:
        record.body["status"] = READY
    copy(found)
    return found


def select_all(page: Page) -> None:
    page.goto("/packages/?order__number=ORD-20")
    expect(page.locator("#rows tbody tr")).to_have_count(20)
    page.locator("#tick-page").check()


def test_it_changes_seventeen_and_says_why_not_the_other_three(
    page: Page, sandbox: Sandbox, records: list[Record]
) -> None:
    select_all(page)
    page.get_by_text(CHANGE).click()
    page.get_by_role("button", name="Change shipping method").click()
    page.get_by_label("New shipping method").select_option(ARAS.id)
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.get_by_role("status").filter(has_text="18 of 20 packages will be changed.")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_label("New shipping method").select_option(label="DHL - Standard")
    expect(page.get_by_role("heading", level=1)).to_have_text("Change shipping method: DHL - Standard")
    page.get_by_label("New shipping method").select_option(ARAS.id)
    expect(page.get_by_role("heading", level=1)).to_contain_text(ARAS.name)
    keeps_the_rules(page)
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#bulk")).to_contain_text("0 of 20 done")
    somebody_else(sandbox, records[5], notes="new")
    carry_on(action_id=BulkAction.objects.get().pk, seconds=3600)
    expect(page.locator("#bulk")).to_contain_text("17 of 20 done · 1 failed · 2 left out")
    expect(page.locator("#bulk tbody tr")).to_have_count(3)
    expect(page.locator("#bulk tbody")).to_contain_text(records[5].number)
    keeps_the_rules(page)
    assert sum(one.body["shipping_method"] == ARAS.name for one in records) == 17
    copy(records)
    page.get_by_role("button", name="Repeat for the 1 that failed").click()
    expect(page.locator(".bulk-count")).to_contain_text("1 of 1 package will be changed.")


@pytest.mark.usefixtures("records")
def test_it_is_stopped_by_a_key_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    select_all(page)
    page.get_by_text(CHANGE).click()
    page.get_by_role("button", name="Set to Ready to Ship").click()
    expect(page.locator(".bulk-count")).to_contain_text("18 of 20")
    page.get_by_role("button", name="Start").press("Enter")
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.locator("#bulk")).to_contain_text("18 stopped")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not BulkPackage.objects.filter(state=BulkPackage.State.WANTED).exists()


@pytest.mark.usefixtures("records")
def test_it_cannot_be_pressed_while_seller_center_is_away(page: Page, sandbox: Sandbox) -> None:
    SyncWalk.objects.create(name=CHANGES, finished_at=timezone.now())
    sandbox.switches = Switches(fail_share=1)
    select_all(page)
    page.get_by_text(CHANGE).click()
    expect(page.get_by_role("button", name="Set to Ready to Ship")).to_be_disabled()
    expect(page.locator("#batch")).to_contain_text("what has to be changed there must wait")
