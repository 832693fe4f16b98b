"""The five acts on a package as a packer does them: in the dialog, without JavaScript, with the keyboard."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Act, Label, RejectReason
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS
from packages_ui.sandbox.records import Record
from packages_ui.services.marks.hold import hold
from tests.browser.accessibility import keeps_the_rules
from tests.browser.conftest import PATIENCE, sign_in
from tests.packages import numbers, preparing, somebody_else
from tests.services.batch_makers import label_of
from tests.views.packages.act_cases import with_dhl
from tests.wire import wired

FORMS = ("update", "split", "reject", "shipping_method")


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    """With every kind of note, three reserved items."""
    found = with_dhl(preparing(sandbox, items=3))
    found.body.update(has_gift_box=True, gift_box_note="İyi ki varsın", notes="Kırılabilir")
    found.body["shipping_address"]["notes"] = "Zil bozuk"
    return found


@pytest.fixture
def detail(page: Page, record: Record) -> Page:
    page.goto(f"/packages/{record.number}/")
    return page


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer, packer: User, record: Record) -> Iterator[Page]:
    """The same page in a browser without JavaScript."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    sign_in(context, packer, live_server.url)
    opened = context.new_page()
    opened.goto(f"/packages/{record.number}/")
    yield opened
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def is_done(page: Page, sentence: str) -> None:
    """The dialog is closed and the live region says what was done, on the same page."""
    expect(page.locator("#live")).to_have_text(re.compile(sentence))
    expect(page.locator("#dialog")).not_to_have_attribute("open", "")
    assert page.evaluate("window.same") is True


def open_form(page: Page, link: str) -> None:
    page.evaluate("window.same = true")
    page.locator(link).click()
    expect(page.locator("#dialog")).to_have_attribute("open", "")


def test_it_moves_a_package_on_with_one_click(detail: Page, record: Record) -> None:
    detail.evaluate("window.same = true")
    press(detail, "Ready to Ship")

    is_done(detail, "is Ready to Ship")
    expect(detail.locator(".st-large")).to_have_text("Ready to Ship")
    expect(detail.locator("#step-4")).to_be_visible()
    assert record.status == 3


def test_it_asks_when_it_was_shipped(detail: Page, record: Record) -> None:
    press(detail, "Ready to Ship")
    expect(detail.locator("#step-4")).to_be_visible()
    open_form(detail, "#step-4")
    press(detail, "Set to Shipped")

    is_done(detail, "is Shipped")
    assert record.status == 4
    assert record.body["shipment_date"]


def test_it_splits(detail: Page, sandbox: Sandbox, record: Record) -> None:
    before = set(sandbox.packages)
    open_form(detail, "#act-split")
    detail.get_by_label(f"{numbers(record)[0]} to new package 1").check()
    press(detail, "Split…")
    press(detail, "Yes, split")

    expect(detail.get_by_role("heading", name="New package")).to_be_focused()
    (new,) = set(sandbox.packages) - before
    expect(detail.get_by_role("link", name=new)).to_be_visible()
    expect(detail.get_by_role("button", name="Print both labels")).to_be_visible()
    expect(detail.locator("#items-title")).to_have_text("2 items")


def test_it_rejects_with_the_keyboard_alone(detail: Page, record: Record) -> None:
    detail.evaluate("window.same = true")
    detail.locator("#act-reject").focus()
    detail.keyboard.press("Enter")
    expect(detail.locator("#dialog input[name=items]").first).to_be_focused()
    detail.keyboard.press("Space")
    for _ in numbers(record):
        detail.keyboard.press("Tab")
    detail.keyboard.type("Kırık")
    detail.keyboard.press("Enter")
    expect(detail.locator("#dialog .alert")).to_be_focused()
    detail.keyboard.press("Tab")
    detail.keyboard.press("Enter")

    is_done(detail, "1 item rejected")
    expect(detail.locator("#act-reject")).to_be_focused()
    assert len(record.items) == 2


def test_it_changes_the_shipping_method(detail: Page, record: Record) -> None:
    open_form(detail, "#act-shipping_method")
    detail.get_by_label(ARAS.name).check()
    press(detail, "Change method")

    is_done(detail, f"shipping method changed to {ARAS.name}")
    expect(detail.locator(".history")).to_contain_text(f"→ {ARAS.name}")


def test_it_releases_a_reservation(detail: Page, record: Record) -> None:
    open_form(detail, "#release-1")
    press(detail, "Release reservation")

    is_done(detail, "was released")
    expect(detail.locator("#release-1")).to_have_count(0)
    expect(detail.locator("#release-2")).to_be_visible()


def test_it_shows_what_has_changed_and_sends_again(detail: Page, sandbox: Sandbox, record: Record) -> None:
    open_form(detail, "#act-update")
    detail.get_by_label("Waybill number").fill("MINE")
    somebody_else(sandbox, record, tracking_number="THEIRS")
    press(detail, "Save")

    expect(detail.locator(".changed")).to_contain_text("THEIRS")
    expect(detail.get_by_label("Waybill number")).to_have_value("MINE")
    press(detail, "Save")
    is_done(detail, "was updated")
    assert (record.body["waybill_number"], record.body["tracking_number"]) == ("MINE", "THEIRS")


def test_it_shows_a_refusal_beside_the_field(detail: Page, sandbox: Sandbox) -> None:
    open_form(detail, "#act-update")
    detail.get_by_label("Waybill number").fill("W")
    with wired(sandbox, says=(400, {"waybill_number": ["Taken already."]})):
        press(detail, "Save")
        expect(detail.locator("#id_waybill_number_error")).to_have_text("Taken already.")

    expect(detail.get_by_label("Waybill number")).to_be_focused()
    expect(detail.get_by_label("Waybill number")).to_have_value("W")


def test_it_shows_a_refusal_of_a_one_click_act(detail: Page, sandbox: Sandbox, record: Record) -> None:
    with wired(sandbox, says=(400, {"detail": "The carrier is on strike."})):
        press(detail, "Ready to Ship")
        expect(detail.locator("#dialog")).to_contain_text("The carrier is on strike.")

    press(detail, "Set to Ready to Ship")
    expect(detail.locator(".st-large")).to_have_text("Ready to Ship")


def test_why_it_cannot_be_done_takes_no_room_from_the_customer(
    detail: Page, record: Record, packer: User
) -> None:
    because = "The customer called about the address, and calls again tomorrow in the morning"
    hold(number=record.number, because=because, user_id=packer.pk)
    detail.reload()
    expect(detail.locator(".detail-head .detail-why").first).to_contain_text(because)
    head = "document.querySelector('.detail-head > :first-child')"
    assert detail.evaluate(f"{head}.clientWidth >= 0.4 * {head}.parentElement.clientWidth")


def test_it_says_when_seller_center_is_out(detail: Page, sandbox: Sandbox) -> None:
    with wired(sandbox, down=True):
        detail.locator("#act-update").click()
        expect(detail.locator("#dialog")).to_contain_text("cannot be reached")

    detail.locator("#dialog").get_by_role("button", name="Close").click()
    expect(detail.locator("#dialog")).not_to_have_attribute("open", "")


def test_it_works_without_javascript(plain: Page, sandbox: Sandbox, record: Record) -> None:
    item = numbers(record)[0]
    plain.locator("#release-1").click()
    press(plain, "Release reservation")
    expect(plain.locator("#messages")).to_contain_text("was released")

    plain.locator("#act-shipping_method").click()
    plain.get_by_label(ARAS.name).check()
    press(plain, "Change method")
    expect(plain.locator("#messages")).to_contain_text(ARAS.name)

    plain.locator("#act-split").click()
    plain.get_by_label(f"{item} to new package 1").check()
    press(plain, "Split…")
    press(plain, "Yes, split")
    expect(plain.get_by_role("heading", name="New package")).to_be_visible()

    plain.locator("#act-reject").click()
    plain.locator("input[name=items]").first.check()
    plain.get_by_label("Reason", exact=True).fill("Kırık")
    press(plain, "Reject…")
    press(plain, "Yes, reject")
    expect(plain.locator("#messages")).to_contain_text("rejected")

    press(plain, "Ready to Ship")
    expect(plain.locator(".st-large")).to_have_text("Ready to Ship")
    assert (record.status, len(record.items)) == (3, 1)


def test_it_can_be_used_by_everybody(detail: Page, record: Record) -> None:
    with_a_past(record)
    detail.reload()
    keeps_the_rules(detail)
    for form in FORMS:
        open_form(detail, f"#act-{form}")
        keeps_the_rules(detail)
        detail.keyboard.press("Escape")
    open_form(detail, "#act-reject")
    press(detail, "Reject…")
    expect(detail.locator("#id_reason_error")).to_be_visible()
    keeps_the_rules(detail)
    detail.goto(f"/packages/{record.number}/items/{numbers(record)[0]}/release/")
    keeps_the_rules(detail)


def with_a_past(record: Record) -> None:
    """Acts of every outcome, and a label that is out of date."""
    for outcome in Act.Outcome.values:
        Act.objects.create(
            package_number=record.number,
            verb="update",
            outcome=outcome,
            before={"status": 2},
            after={"status": 3},
            sentence="Said.",
        )
    label = label_of(record.number, b"^XA^FO50,50^A0N,40,40^FDLABEL^FS^XZ", LabelFormat.ZPL)
    Label.objects.filter(pk=label.pk).update(stale_at=timezone.now(), stale_because="Items have left.")


def test_it_takes_a_usual_reason_with_one_press(detail: Page) -> None:
    RejectReason.objects.get_or_create(text="Damaged")
    detail.get_by_role("link", name="Reject items").click()
    detail.get_by_role("button", name="Damaged").click()
    expect(detail.get_by_label("Reason", exact=True)).to_have_value("Damaged")
