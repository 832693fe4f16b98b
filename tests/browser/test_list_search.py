"""The list answered by the copy: words, chips, an order, a view that is saved, a file, an outage."""

import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from packages_ui.models import StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import Address, Item
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.keep import keep, keep_with_items
from packages_ui.services.mirror.sync import sync
from packages_ui.services.mirror.walk import run_for
from tests.browser.accessibility import keeps_the_rules
from tests.services.ahead.makers import package_of

ROW = "#rows tbody tr"


@pytest.fixture(autouse=True)
def _copied(page: Page, sandbox: Sandbox) -> None:
    """All of the sandbox's packages, and two of one person."""
    sync(run_for(600))
    keep(packages=list(seller_center().all_packages(most=100)))
    now = timezone.now()
    for number, hours in (("P-77", 30), ("P-78", 2)):
        address = Address(first_name="Zühtü", last_name="ÇAĞLAR", city="Muş", phone_number="0532 000 11 22")
        package = package_of(
            number, shipping_address=address, updated_at=now, created_at=now - timedelta(hours=hours)
        )
        items = [Item(number=f"{number}-1", product="AKN-ÇİZGİLİ")]
        keep_with_items(snapshots={number: (package, items)})


def search(page: Page, words: str) -> None:
    page.locator("#q").fill(words)
    page.get_by_role("button", name="Search", exact=True).click()


def test_it_finds_a_person_by_two_parts_of_the_name(page: Page) -> None:
    page.goto("/packages/?status=4")
    search(page, "caglar zuhtu")
    expect(page.locator(ROW)).to_have_count(2)
    expect(page.locator(f"{ROW} mark").first).to_have_text("Zühtü")
    expect(page.locator(".list-notice")).to_contain_text("Found in other statuses")
    keeps_the_rules(page)


def test_it_narrows_by_chips_and_sorts_by_a_column(page: Page) -> None:
    page.goto("/packages/")
    page.get_by_text("Filters", exact=True).click()
    page.locator("#f-city").fill("mus")
    page.locator("#f-older").select_option("24")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(ROW)).to_have_count(1)
    expect(page.locator(".chip")).to_have_count(2)
    page.locator(".chip", has_text="24").click()
    expect(page.locator(ROW)).to_have_count(2)
    page.get_by_role("link", name="Age", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Age")
    expect(page.locator(f"{ROW} a.open").first).to_have_text("P-77")
    keeps_the_rules(page)


def test_it_saves_a_view_and_comes_back_to_it(page: Page) -> None:
    page.goto("/packages/?city=mus&sort=-age")
    page.locator(".views summary").click()
    page.locator("#view-name").fill("Muş")
    page.get_by_role("button", name="Save").click()
    page.goto("/packages/")
    page.locator(".views summary").click()
    keeps_the_rules(page)
    page.get_by_role("link", name="Muş", exact=True).click()
    expect(page).to_have_url(re.compile("city=mus&sort=-age"))
    expect(page.locator(ROW)).to_have_count(2)


def test_what_it_downloads_is_what_it_shows(page: Page, tmp_path: Path) -> None:
    page.goto("/packages/?city=mus&sort=-age")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="XLSX").click()
    downloading.value.save_as(tmp_path / "packages.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "packages.xlsx").active
    assert sheet
    assert [row[0] for row in sheet.iter_rows(values_only=True)][1:] == ["P-78", "P-77"]


def test_it_works_on_while_seller_center_is_away(page: Page, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)
    page.goto("/packages/?status=2")
    expect(page.locator("#results [role=alert]")).to_contain_text("our local copy")
    number = page.locator(f"{ROW} a.open").first.inner_text()
    page.locator(f"{ROW} a.open").first.click()
    page.wait_for_url(f"**/packages/{number}/")
    expect(page.locator("#package [role=alert]")).to_contain_text("Changes have to wait.")
    expect(page.locator("#act-split")).to_be_disabled()
    keeps_the_rules(page)
    assert StoredPackage.objects.filter(number=number).exists()


def test_it_shows_the_columns_that_a_person_chose_by_keys_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/packages/?status=2")
    page.get_by_text("Columns", exact=True).press("Enter")
    box = page.locator(".columns-box").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    unseen = page.locator(".columns-box ul").evaluate("(each) => each.scrollHeight - each.clientHeight")
    assert unseen == 0
    page.get_by_role("checkbox", name="Amount").press("Space")
    page.get_by_label("Place of Age").fill("0")
    page.get_by_label("Compact rows").press("Space")
    keeps_the_rules(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".columns-box").get_by_role("button", name="Save").press("Enter")
    expect(page.locator("table.compact")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/packages/\?status=2$"))
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("#rows thead th").nth(2)).to_contain_text("Age")
    expect(page.locator("#rows thead")).not_to_contain_text("Amount")


def test_it_downloads_only_what_is_ticked(page: Page, tmp_path: Path) -> None:
    page.goto("/packages/?city=mus")
    page.get_by_role("checkbox", name="Select P-78").check()
    page.get_by_text("Pick list, packing slips…").click()
    expect(page.get_by_text("1 of 1 package will be on the document.")).to_be_visible()
    expect(page.get_by_text("has 1 package in these columns: Package, Order,")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download XLSX").click()
    downloading.value.save_as(tmp_path / "some.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "some.xlsx").active
    assert sheet
    assert [row[0] for row in sheet.iter_rows(values_only=True)][1:] == ["P-78"]
