"""Missing items, without a mouse."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from packages_ui import tasks
from packages_ui.models import Packing, RejectReason
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packing.desk import Desk
from tests.browser.accessibility import keeps_the_rules
from tests.browser.scanner import Scanner
from tests.services.packing.at_desk import scans
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at

State = Packing.State


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wake_feeders", "wake_fetchers", "wake_status_changes"):
        monkeypatch.setattr(tasks, name, lambda: True, raising=False)


@pytest.fixture
def record(page: Page, packer: User, sandbox: Sandbox) -> Record:
    """Open at this browser's station, AKN-A in the box, AKN-B missing twice."""
    for text in ("Unsupplied", "Damaged"):
        RejectReason.objects.get_or_create(text=text)
    station = station_at(name="Desk 7")
    page.goto(f"/stations/{station.pk}/")
    page.get_by_role("button", name="Work here").click()
    expect(page.get_by_text("You work here")).to_be_visible()
    made = shelved(sandbox, "AKN-A", "AKN-B", "AKN-B")
    scans(Desk(user_id=packer.pk, station=station), made.number, "AKN-A")
    page.goto("/pack/missing/")
    return made


def scan(page: Page, text: str) -> None:
    Scanner(page).scan(text)


def press(page: Page, key: str) -> None:
    Scanner(page).press(key)


def back_at_desk(page: Page, said: str) -> None:
    expect(page).to_have_url(re.compile("/pack/$"))
    expect(page.locator("#messages")).to_contain_text(said)


def test_it_rejects_by_keys_alone(page: Page, record: Record) -> None:
    press(page, "Enter")
    expect(page.locator("#missing-said")).to_contain_text("Choose what to do first: press 1, 2, 3, 4.")
    press(page, "c")  # the last one has been found
    expect(page.locator("#way-reject ~ label")).to_contain_text("for good: 1 × AKN-B.")
    press(page, "1")
    expect(page.locator("#reason-1")).to_be_focused()
    press(page, "ArrowDown")
    press(page, "Enter")

    back_at_desk(page, "1 item rejected")
    assert [item["product"] for item in record.items] == ["AKN-A", "AKN-B"]


def test_it_ticks_with_arrows_and_keeps_what_is_chosen(page: Page, record: Record) -> None:
    press(page, "2")
    press(page, "a")
    expect(page.locator("#way-split")).to_be_disabled()
    expect(page.locator("#way-split ~ label")).to_contain_text("Count what is here")
    press(page, "2")
    expect(page.locator("#missing-said")).to_contain_text("Count what is here")
    press(page, "4")
    page.locator("#unit-1").focus()
    press(page, " ")
    expect(page.locator("#way-split")).to_be_enabled()
    expect(page.locator("#way-park")).to_be_checked()
    press(page, "ArrowDown")
    expect(page.locator("#unit-2")).to_be_focused()
    press(page, "Escape")
    expect(page).to_have_url(re.compile("/pack/$"))
    assert len(record.items) == 3


def test_it_sends_what_is_here_by_scans_alone(page: Page, sandbox: Sandbox, record: Record) -> None:
    before = set(sandbox.packages)
    scan(page, "AKN-B")
    expect(page.locator("#way-split ~ label")).to_contain_text("stays in Preparing and waits for: 1 × AKN-B.")
    scan(page, "NOBODY-7")
    expect(page.locator("#missing-said")).to_contain_text("NOBODY-7 is not on this page.")
    scan(page, "2")
    scan(page, "OK")

    back_at_desk(page, "This box is now package")
    (new,) = set(sandbox.packages) - before
    expect(page.locator("#desk")).to_contain_text(new)
    expect(page.locator("#count")).to_have_text("1 / 2")


def test_it_parks_by_one_scan(page: Page, record: Record) -> None:
    scan(page, "PARK")

    back_at_desk(page, "is set aside")
    assert Packing.objects.get().state == State.PARKED


def test_it_says_what_went_wrong_and_loses_nothing(page: Page, sandbox: Sandbox, record: Record) -> None:
    record.items.pop()
    sandbox._store.touch(record)
    press(page, "1")
    press(page, "Enter")

    expect(page.locator("[data-problem]")).to_contain_text("has changed since you opened it")
    expect(page.locator("[data-problem]")).to_be_focused()
    press(page, "Enter")
    back_at_desk(page, "1 item rejected")


def test_it_sweeps_the_others_by_keys_alone(page: Page, sandbox: Sandbox, record: Record) -> None:
    others = [shelved(sandbox, "AKN-B"), shelved(sandbox, "AKN-B", "AKN-C")]
    page.reload()
    press(page, "0")
    expect(page.get_by_role("heading", name="Who else needs AKN-B?")).to_be_visible()
    scan(page, others[1].number)
    press(page, "1")
    press(page, "Enter")

    expect(page.locator("#swept-title")).to_have_text("1 of 1 package done")
    assert others[0].number not in sandbox.packages
    assert len(others[1].items) == 2


def test_it_can_be_used_by_everybody(page: Page, sandbox: Sandbox, record: Record) -> None:
    shelved(sandbox, "AKN-B", "AKN-C")
    page.reload()
    press(page, "1")
    for address in ("", "/pack/missing/shortage/?product=AKN-B"):
        if address:
            page.goto(address)
        keeps_the_rules(page)
