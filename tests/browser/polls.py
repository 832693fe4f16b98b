"""Pages look at the server by themselves: until they have, however long that takes."""

import re

from playwright.sync_api import Page, expect

LOOK = re.compile(r"[?&]seen=")


def asks_again(page: Page) -> None:
    """The first answer may be to a question from before; when the second comes, one is on the page."""
    for _ in range(2):
        with page.expect_response(LOOK):
            pass


def nothing_is_under_way(page: Page) -> None:
    """What a page asks for once has come: that it is lost would be said."""
    page.wait_for_load_state()
    expect(page.locator(".htmx-request")).to_have_count(0)


def asks_in_vain(page: Page) -> None:
    """While there is no connection."""
    for _ in range(2):
        with page.expect_event("requestfailed", lambda request: bool(LOOK.search(request.url))):
            pass
