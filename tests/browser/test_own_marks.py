"""A note, tags and an assignment, as people write and see them."""

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from packages_ui.sandbox.records import Record
from packages_ui.services.marks.write_on import write_on
from tests.browser.accessibility import keeps_the_rules

# the desk of test_stopped, with its package
from tests.browser.test_stopped import _no_queue, desk, record, station  # noqa: F401

NOTE = "Müşteri aradı: kapıcıya bırakılmasın, akşam yediden sonra teslim edilsin"


def test_it_is_written_on_the_page_and_seen_at_the_desk(desk: Page, record: Record, packer: User) -> None:  # noqa: F811
    desk.goto(f"/packages/{record.number}/")
    desk.get_by_label("For colleagues only").fill(NOTE)
    desk.get_by_label("Tags, with commas").fill("VIP, kırılır")
    desk.get_by_label("Assigned to").select_option(label=packer.username)
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#toasts")).to_contain_text("Saved: note, tags")
    write_on(number=record.number, note="other", tags=[], assigned="", seen=1, user_id=packer.pk)
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#own-marks")).to_contain_text("has changed this meanwhile")
    expect(desk.get_by_label("For colleagues only")).to_have_value(NOTE)
    keeps_the_rules(desk)
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#own-marks")).not_to_contain_text("has changed this meanwhile")
    desk.goto("/pack/")
    expect(desk.locator(".desk-own")).to_contain_text(NOTE)
    keeps_the_rules(desk)
    desk.goto(f"/packages/?number={record.number}")
    expect(desk.locator("td.marks")).to_contain_text("kırılır")
    keeps_the_rules(desk)


def test_it_is_undone_by_a_press(desk: Page, record: Record) -> None:  # noqa: F811
    desk.goto(f"/packages/{record.number}/")
    desk.get_by_label("Tags, with commas").fill("VIP")
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_label("Tags, with commas")).to_have_value("")
    desk.get_by_label("Reason: it is neither").fill("Address?")
    desk.get_by_role("button", name="Put on hold").click()
    expect(desk.get_by_role("button", name="Release hold")).to_be_visible()
    expect(desk.get_by_role("button", name="Print label")).to_be_disabled()
    expect(desk.locator("#toasts")).to_contain_text("is on hold.")
    assert desk.locator("#toasts .toast-done").count() == 1  # the one of the tags says what was before
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("button", name="Release hold")).to_have_count(0)
    expect(desk.get_by_role("button", name="Put on hold")).to_be_visible()
    keeps_the_rules(desk)
