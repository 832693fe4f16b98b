"""The list in the longest words there are: Turkish, on a phone and on a small desk's screen."""

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django import Settings

from packages_ui.models import PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.marks.write_on import write_on
from tests.services.batch_makers import batch_of, move

OVERLAPPING = """() => [...document.querySelectorAll("#rows tbody tr")].flatMap((row) => {
  const number = document.createRange();
  number.selectNodeContents(row.querySelector("a.open"));
  const status = row.querySelector(".st").getBoundingClientRect();
  const text = number.getBoundingClientRect();
  const beside = text.right <= status.left || text.top >= status.bottom || text.bottom <= status.top;
  return beside ? [] : [row.innerText];
})"""


def test_no_status_covers_a_number_on_a_phone(page: Page, sandbox: Sandbox, packer: User) -> None:
    for number in list(sandbox.packages)[:40]:
        tags, whose = ("kırılır eşya", "iade", "hediye", "VIP"), f"p{packer.pk}"
        write_on(number=number, note="Arandı", tags=tags, assigned=whose, seen=0, user_id=packer.pk)
    page.context.set_extra_http_headers({"Accept-Language": "tr"})
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/packages/")
    assert page.locator("html").get_attribute("lang") == "tr"
    assert page.locator("#rows .st").count() > 0
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_table_fits_its_frame_at_the_smallest_desk(
    page: Page, sandbox: Sandbox, packer: User, settings: Settings
) -> None:
    """Everything that a row can say at once: late, unconfirmed, failed to be delivered, notes and tags."""
    settings.LATE_AFTER_HOURS = 1
    numbers = list(sandbox.packages)
    move(batch_of(*numbers, owner=packer), PrintJob.State.UNKNOWN, *range(1, len(numbers) + 1))
    for number in numbers[5:]:
        tags, whose = ("kırılır eşya", "iade", "VIP"), f"p{packer.pk}"
        write_on(number=number, note="Arandı", tags=tags, assigned=whose, seen=0, user_id=packer.pk)
    page.context.set_extra_http_headers({"Accept-Language": "tr"})
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/packages/")
    expect(page.locator("#rows .due-late").first).to_have_text("Gecikmiş")
    expect(page.locator("#rows .lb").first).to_have_text("Doğrulanmadı")
    frame, table = page.locator("#rows").evaluate("(each) => [each.clientWidth, each.scrollWidth]")
    assert table <= frame
