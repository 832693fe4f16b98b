"""The handover page as a packer uses it: scans at scanner speed, errors that block, closing by keyboard."""

import re
from collections.abc import Iterator
from itertools import count

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from playwright.sync_api import Page, Route, expect

from packages_ui import tasks
from packages_ui.models import Handover, HandoverBox, StatusChange
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from tests.browser.accessibility import keeps_the_rules
from tests.browser.scanner import TURKISH_F, TURKISH_Q, Layout, Scanner
from tests.services.handover.makers import number, packed, ready

HEARD = """
window.heard = [];
document.addEventListener("DOMContentLoaded", () => {
  const play = window.sounds?.play;
  if (play) window.sounds.play = (word) => { window.heard.push(word); play(word); };
});
"""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, page: Page) -> Iterator[None]:
    for name in ("wake_status_changes", "wake_documents"):
        monkeypatch.setattr(tasks, name, lambda: True)
    cache.clear()
    page.add_init_script(HEARD)
    yield
    cache.clear()


@pytest.fixture
def numbers(sandbox: Sandbox) -> list[str]:
    """Ten boxes of DHL, then one of Aras."""
    carriers = [*["DHL"] * 10, "Aras"]
    return [number(ready(sandbox, carrier, index=place)) for place, carrier in enumerate(carriers)]


def scan(page: Page, *texts: str, end: str = "Enter") -> None:
    Scanner(page).scan(*texts, end=end)


def boxes() -> list[str]:
    return list(HandoverBox.objects.order_by("id").values_list("package_number", flat=True))


def test_it_loses_no_scan_and_keeps_their_order(page: Page, sandbox: Sandbox, numbers: list[str]) -> None:
    sandbox.switches = Switches(latency_ms=200)
    page.goto("/handover/")
    scan(page, *numbers[:10])
    expect(page.locator(".handover-count")).to_have_text("10 boxes")
    expect(page.locator(".handover-title")).to_have_text("DHL")
    expect(page.locator(".said-sentence")).to_have_text(f"✓ {numbers[9]} added")
    assert boxes() == numbers[:10]
    assert page.evaluate("window.heard") == ["good"] * 10


def test_it_can_be_read_from_two_metres(page: Page, numbers: list[str]) -> None:
    page.goto("/handover/")
    scan(page, numbers[0])
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    assert page.locator(".said-sentence").evaluate(size) >= 48
    assert page.locator(".handover-title").evaluate(size) >= 60
    assert page.locator(".handover-count").evaluate(size) >= 150
    scan(page, numbers[10])
    expect(page.locator("#block")).to_be_visible()
    assert page.locator(".block-sentence").evaluate(size) >= 72
    for width, height in ((1280, 800), (1024, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_another_companys_box_blocks_until_it_is_acknowledged(page: Page, numbers: list[str]) -> None:
    page.goto("/handover/")
    scan(page, numbers[0])
    expect(page.locator(".handover-count")).to_have_text("1 box")
    scan(page, numbers[10], numbers[1])
    block = page.locator("#block")
    expect(block).to_contain_text(f"{numbers[10]} goes with Aras, not with DHL.")
    expect(block).to_contain_text(f"Scanned meanwhile and not counted: “{numbers[1]}”.")
    page.reload()
    scan(page, numbers[2])
    expect(block).to_contain_text("then scan them again.")
    scan(page, "OK")
    expect(block).to_be_hidden()
    scan(page, numbers[1])
    expect(page.locator(".handover-count")).to_have_text("2 boxes")
    assert boxes() == numbers[:2]


def test_a_key_acknowledges_and_enter_does_not(page: Page, numbers: list[str]) -> None:
    page.goto("/handover/")
    scan(page, "NO-SUCH-BOX")
    expect(page.locator("#block")).to_contain_text("“NO-SUCH-BOX” is not a known box.")
    page.keyboard.press("Enter")
    expect(page.locator("#block")).to_be_visible()
    Scanner(page).press(" ")
    expect(page.locator("#block")).to_be_hidden()
    assert page.evaluate("window.heard") == ["unknown"]


def test_a_scanner_without_enter_works(page: Page, numbers: list[str]) -> None:
    page.goto("/handover/")
    scan(page, "NO-SUCH-BOX", end="")
    expect(page.locator("#block")).to_be_visible()
    scan(page, "OK", end="")
    expect(page.locator("#block")).to_be_hidden()
    scan(page, numbers[0], end="")
    expect(page.locator(".handover-count")).to_have_text("1 box")


@pytest.mark.in_turn("layout")
@pytest.mark.parametrize("layout", [TURKISH_Q, TURKISH_F], ids=["Q", "F"])
def test_it_understands_turkish_keyboards(page: Page, numbers: list[str], layout: Layout) -> None:
    page.goto("/handover/")
    scanner = Scanner(page)
    packed(numbers[0], tracking_number="KIZIL-77-Q")
    scanner.scan("KIZIL-77-Q", layout=layout)
    expect(page.locator(".handover-count")).to_have_text("1 box")
    scanner.scan("NO-SUCH-BOX", layout=layout)
    expect(page.locator("#block")).to_be_visible()
    scanner.scan("OK", layout=layout)
    expect(page.locator("#block")).to_be_hidden()
    assert page.evaluate("window.heard") == ["good", "unknown"]


def test_number_keys_choose_the_handover(page: Page, numbers: list[str]) -> None:
    page.goto("/handover/")
    scan(page, numbers[0])
    expect(page.locator(".handover-title")).to_have_text("DHL")
    Scanner(page).press("0")
    expect(page.locator(".handover-title")).to_have_text("No carrier selected")
    scan(page, numbers[10])
    expect(page.locator(".handover-title")).to_have_text("Aras")
    Scanner(page).press("1")
    expect(page.locator(".handover-title")).to_have_text("DHL")
    expect(page).to_have_url(re.compile(rf"/handover/\?handover={Handover.objects.get(carrier='DHL').pk}$"))


def test_it_keeps_scans_while_the_network_is_away(page: Page, numbers: list[str]) -> None:
    page.goto("/handover/")
    for path in ("**/handover/scan/", "**/readyz"):
        page.route(path, lambda route: route.abort())
    scan(page, *numbers[:3])
    expect(page.locator("#pending")).to_contain_text("3 scans are saved on this page.")
    page.reload()
    page.unroute("**/handover/scan/")
    expect(page.locator(".handover-count")).to_have_text("3 boxes")
    assert boxes() == numbers[:3]


def test_a_scan_that_fails_on_our_side_is_set_aside(page: Page, numbers: list[str]) -> None:
    def fail_on_it(route: Route) -> None:
        bad = numbers[1] in (route.request.post_data or "")
        route.fulfill(status=500) if bad else route.continue_()

    page.goto("/handover/")
    page.route("**/handover/scan/", fail_on_it)
    scan(page, *numbers[:3])
    expect(page.locator("#aside")).to_contain_text(numbers[1])
    expect(page.locator(".handover-count")).to_have_text("2 boxes")
    page.reload()
    expect(page.locator("#aside")).to_contain_text(numbers[1])
    page.unroute("**/handover/scan/")
    page.keyboard.press("t")
    expect(page.locator(".handover-count")).to_have_text("3 boxes")
    expect(page.locator("#aside")).to_be_hidden()
    assert boxes() == [numbers[0], numbers[2], numbers[1]]


def test_a_scan_whose_answer_is_lost_counts_once(page: Page, numbers: list[str]) -> None:
    tries = count()

    def lose_first(route: Route) -> None:
        answer = route.fetch()
        if next(tries) == 0:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.goto("/handover/")
    page.route("**/handover/scan/", lose_first)
    scan(page, numbers[0])
    expect(page.locator(".said-sentence")).to_have_text(f"✓ {numbers[0]} added")
    assert boxes() == numbers[:1]
    page.unroute("**/handover/scan/")


def test_it_closes_by_keyboard_and_a_scan_does_not_close(
    page: Page, numbers: list[str], packer: User
) -> None:
    page.goto("/handover/")
    scan(page, *numbers[:2])
    expect(page.locator(".handover-count")).to_have_text("2 boxes")
    Scanner(page).press("c")
    expect(page.locator("#close-now")).to_be_focused()
    expect(page.locator("#ask")).to_contain_text("2 packages become Shipped on")
    scan(page, numbers[2])
    expect(page.locator(".handover-count")).to_have_text("3 boxes")
    expect(page.locator("#close-now")).to_have_count(0)
    Scanner(page).press("c")
    expect(page.locator("#close-now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".closed-count")).to_have_text("0 of 3 packages are Shipped at Seller Center.")
    StatusChange.objects.update(state=StatusChange.State.SENT)
    expect(page.locator(".closed-count")).to_have_text("3 of 3 packages are Shipped at Seller Center.")
    scan(page, numbers[10])
    expect(page.locator(".said-sentence")).to_have_text(f"✓ {numbers[10]} added")
    expect(page).to_have_url(re.compile(r"/handover/\?handover=\d+$"))


def test_it_can_be_used_by_everybody(page: Page, numbers: list[str]) -> None:
    page.goto("/handover/")
    scan(page, numbers[0])
    expect(page.locator(".handover-count")).to_have_text("1 box")
    Scanner(page).press("c")
    expect(page.locator("#close-now")).to_be_focused()
    keeps_the_rules(page)
    scan(page, numbers[10])
    expect(page.locator("#block")).to_be_visible()
    keeps_the_rules(page)
