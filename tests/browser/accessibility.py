"""What axe-core has to say against a page."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect

from tests import turns

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
FADED = "for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish()"
VIOLATIONS = "async (options) => (await axe.run(options)).violations"  # most of it tells of what is well
CUT_KEYS = """() => [...document.querySelectorAll("kbd")]
  .filter((key) => getComputedStyle(key).display !== "inline" && key.scrollWidth > key.clientWidth + 1)
  .map((key) => key.textContent)"""
STILL = """() => {
  const refuse = (event) => event.preventDefault();
  document.addEventListener("htmx:beforeRequest", refuse);
  window.move = () => document.removeEventListener("htmx:beforeRequest", refuse);
}"""
_looks = Counter[str]()  # by test


def keeps_the_rules(page: Page) -> None:
    """Every rule in the light or in the dark, which take turns; where all is run, in the other the contrast
    too, which is all that is different there. Nothing on the page moves meanwhile: what is half there is not
    what anybody sees. A test's first look is taken with each commit, of its others a third."""
    test = os.environ["PYTEST_CURRENT_TEST"]
    look, _looks[test] = _looks[test], _looks[test] + 1
    if look and not turns.now.has(look, one_in=3):
        return
    first, *rest = turns.now.some(SCHEMES, f"{test} {look}")
    with _still(page):
        _turn(page, first)
        complains_not(page, RULES)
        assert page.evaluate(CUT_KEYS) == []  # a box as wide as the key's name
        for scheme in rest:
            _turn(page, scheme)
            complains_not(page, CONTRAST)
        _turn(page, "light")


@contextmanager
def _still(page: Page) -> Iterator[None]:
    """It does not look at the server by itself; what is under way comes first."""
    page.evaluate(STILL)
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    yield
    page.evaluate("window.move()")


def _turn(page: Page, scheme: Scheme) -> None:
    """At once: colours that fade from one scheme to the other would be complained of."""
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
    page.evaluate(FADED)


def complains_not(page: Page, rules: object) -> None:
    # no frame is ours: one holds a PDF that is printed, and goes while Axe still waits for its answer
    options = {"runOnly": rules, "iframes": False, "resultTypes": ["violations"]}
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults({"violations": page.evaluate(VIOLATIONS, options)})
    assert found.violations_count == 0, found.generate_report()
