"""A batch of a hundred labels: what is not seen costs nothing, and nothing moves."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.accessibility import keeps_the_rules
from tests.services.batch_makers import batch_of
from tests.services.station_makers import printer_of

WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
SKIPPED = """() => [...document.querySelectorAll("#jobs tbody tr")]
  .filter((row) => !row.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length"""
TO_ITS_END = """async () => {
  for (let at = 0; at <= document.body.scrollHeight; at += 400) {
    scrollTo(0, at);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_it_lays_out_what_is_seen_and_moves_nothing(page: Page, packer: User, width: int) -> None:
    printer = printer_of(name="Zebra", answers=True)
    batch = batch_of(*(f"9{n:015}" for n in range(100)), owner=packer, printer=printer)
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(WATCH_SHIFTS)
    page.goto(f"/labels/batches/{batch.pk}/")
    expect(page.locator("#jobs tbody tr")).to_have_count(100)
    assert page.evaluate(SKIPPED) > 50
    page.evaluate(TO_ITS_END)
    assert page.evaluate("window.shifted") <= 0.02
    keeps_the_rules(page)
