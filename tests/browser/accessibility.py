"""What axe-core has to say against a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
FADED = """Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime < Infinity)
  .map((one) => one.finished.catch(() => {})))"""


def keeps_the_rules(page: Page) -> None:
    """Every rule in the light; in the dark the contrast, which is all that is different there."""
    _complains_not(page, RULES)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.evaluate(FADED)
    _complains_not(page, CONTRAST)
    page.emulate_media(color_scheme="light")


def _complains_not(page: Page, rules: object) -> None:
    found = Axe().run(page, options={"runOnly": rules})
    assert found.violations_count == 0, found.generate_report()
