"""The list as a packer uses it: filter, select over pages, keyboard, theme."""

import re

import pytest
from playwright.sync_api import Page, expect

from packages_ui import tasks
from packages_ui.models import LabelBatch
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from tests.browser.accessibility import keeps_the_rules
from tests.browser.scanner import Scanner

ROW = "#rows tbody tr"
TICK = f"{ROW} input[name=packages]"


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_fetchers", lambda: True)


def numbers_on(page: Page) -> list[str]:
    return [link.strip() for link in page.locator(f"{ROW} a.open").all_inner_texts()]


def turn_to(page: Page, number: int) -> None:
    page.get_by_label(f"Page {number}", exact=True).click()
    expect(page).to_have_url(re.compile(rf"page={number}"))
    expect(page.locator(".page-item.active")).to_have_text(str(number))


def test_it_keeps_the_selection_over_pages_and_a_reload(page: Page) -> None:
    page.goto("/packages/?limit=25")
    page.locator(TICK).nth(0).check()
    turn_to(page, 2)
    page.locator(TICK).nth(3).check()

    expect(page.locator("#batch-count")).to_have_text("2 selected (1 on other pages)")
    page.reload()
    expect(page.locator(TICK).nth(3)).to_be_checked()
    turn_to(page, 1)
    expect(page.locator(TICK).nth(0)).to_be_checked()


def test_it_prints_page_by_page_in_the_order_on_screen(page: Page) -> None:
    page.goto("/packages/?limit=25&page=2")
    second = numbers_on(page)
    page.locator(TICK).nth(5).check()
    page.locator(TICK).nth(2).check()
    turn_to(page, 1)
    first = numbers_on(page)
    page.locator(TICK).nth(1).check()
    page.get_by_role("button", name="Print labels").click()
    page.wait_for_url("**/labels/batches/*/")

    jobs = LabelBatch.objects.get().jobs.order_by("position")
    assert [job.package_number for job in jobs] == [second[2], second[5], first[1]]


def test_it_forgets_the_selection_once_its_batch_is_made(page: Page) -> None:
    page.goto("/packages/")
    page.locator(TICK).nth(0).check()
    page.get_by_role("button", name="Print labels").click()
    page.wait_for_url("**/labels/batches/*/")
    page.go_back()

    expect(page.locator(TICK).nth(0)).not_to_be_checked()


def test_it_makes_one_batch_of_two_presses(page: Page) -> None:
    page.goto("/packages/")
    page.locator(TICK).nth(0).check()
    page.get_by_role("button", name="Print labels").dblclick()
    page.wait_for_url("**/labels/batches/*/")

    assert LabelBatch.objects.count() == 1


def test_it_selects_a_range_with_shift(page: Page) -> None:
    page.goto("/packages/")
    page.locator(TICK).nth(1).click()
    page.locator(TICK).nth(4).click(modifiers=["Shift"])

    expect(page.locator("#batch-count")).to_have_text("4 selected")


def test_it_prints_all_that_match(page: Page) -> None:
    page.goto("/packages/?limit=25")
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Select all 60").click()
    expect(page.locator("#batch-count")).to_have_text("All 60 selected")
    page.get_by_role("button", name="Print labels").click()
    page.wait_for_url("**/labels/batches/*/")

    assert LabelBatch.objects.get().jobs.count() == 60


def test_it_restores_the_filter_on_back(page: Page) -> None:
    page.goto("/packages/")
    page.get_by_role("link", name=re.compile("^Shipped")).click()
    expect(page).to_have_url(re.compile(r"\?status=4"))
    page.get_by_role("link", name=re.compile("^Preparing")).click()
    expect(page).to_have_url(re.compile(r"\?status=2"))
    page.go_back()

    expect(page.locator(".tabs [aria-current=page]")).to_contain_text("Shipped")
    expect(page.locator(f"{ROW} .st").first).to_have_text("Shipped")


def test_it_searches_by_the_keyboard_and_opens_with_enter(page: Page, sandbox: Sandbox) -> None:
    number = next(iter(sandbox.packages))
    page.goto("/packages/")
    person = Scanner(page)
    person.press("/")
    person.type(number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/packages/\?q={number}$"))
    expect(page.locator(ROW)).to_have_count(1)
    page.locator("#q").blur()
    person.press("j")
    person.press("x")
    expect(page.locator(TICK)).to_be_checked()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/packages/{number}/")


def test_it_fills_in_items_and_counts(page: Page) -> None:
    page.goto("/packages/")

    expect(page.locator("#count-all")).to_have_text("60")
    expect(page.locator("[id^=items-]").first).to_have_text(re.compile(r"^\d+$"))


def test_it_shows_the_message_beside_the_field_and_recovers(page: Page) -> None:
    page.goto("/packages/?status=packed")
    expect(page.locator(".field-error")).to_be_visible()
    page.locator("#status").select_option("2")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".field-error")).to_have_count(0)
    expect(page.locator(ROW).first).to_be_visible()


def test_it_says_over_htmx_that_seller_center_is_out(page: Page, sandbox: Sandbox) -> None:
    page.goto("/packages/")
    sandbox.switches = Switches(unauthorized=True)
    page.get_by_role("link", name=re.compile("^Shipped")).click()

    expect(page.locator("#results [role=alert]")).to_contain_text("access key")
    expect(page.locator("#filter")).to_be_visible()


def test_it_keeps_the_theme_over_pages(page: Page) -> None:
    page.goto("/packages/")
    before = page.locator("html").get_attribute("data-bs-theme")
    page.get_by_label("Switch between light and dark").click()
    page.goto("/")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark" if before == "light" else "light")


@pytest.mark.parametrize("path", ["/packages/", "/packages/?status=packed", "/", "/login/"])
def test_it_can_be_used_by_everybody(page: Page, path: str) -> None:
    if path == "/login/":
        page.context.clear_cookies()
    page.goto(path)
    if page.locator(TICK).count():
        page.locator(TICK).first.check()
    page.wait_for_load_state("networkidle")
    keeps_the_rules(page)
