"""A real browser on a real server in this process; Seller Center is the sandbox in this process."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from packages_ui.sandbox.app import Sandbox
from tests.in_process import in_process

WHOLE = "/usr/bin/chromium"
CHROMIUM = shutil.which("chromium-headless-shell") or WHOLE  # half the processor's time, but it shows no PDF
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# one process draws all pages, and no other puts them together: a fifth of the processor's time
IN_ONE = [
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    "--in-process-gpu",
    "--disable-software-rasterizer",
]
LIGHT = FLAGS if CHROMIUM == WHOLE else [*FLAGS, *IN_ONE]
# The print dialog cannot be seen from outside, and headless Chromium dies of print() on a PDF in a frame:
# the calls are counted instead, in window.prints.
COUNT_PRINTS = """
window.prints = 0;
document.addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (!node.matches?.("iframe.print-frame")) continue;
    node.addEventListener("load", () => {
      const value = { focus() {}, print() { window.prints += 1; } };
      Object.defineProperty(node, "contentWindow", { value });
    }, { capture: true, once: true });
  }
}).observe(document.body, { childList: true }));
"""
# What was done is said for some seconds (SHOWN in app.js): on a busy machine nobody may have looked by then.
KEEP_TOASTS = """
window.setTimeout = ((start) => (act, wait, ...words) =>
  start(act, [8000, 15000].includes(wait) ? 1e9 : wait, ...words))(window.setTimeout);
"""
NEVER_LEFT_OUT = "test_pack_parcels.py"
PATIENCE = 180_000  # milliseconds: other tests run beside these, and how long a page takes says nothing
expect.set_options(timeout=PATIENCE)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the test's thread


def pytest_itemcollected(item: pytest.Item) -> None:
    """What a person does on a page takes turns: each takes seconds of the processor."""
    if item.path.name != NEVER_LEFT_OUT and not item.get_closest_marker("in_turn"):
        item.add_marker(pytest.mark.in_turn(one_in=3))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with playwright.chromium.launch(executable_path=CHROMIUM, args=LIGHT) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """It shows a PDF in a frame."""
    with playwright.chromium.launch(executable_path=WHOLE, args=FLAGS) as chromium:
        yield chromium


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with in_process(Sandbox(packages=60, seed=1)) as made:
        yield made


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """An empty MEDIA_ROOT."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def packer(transactional_db: None) -> User:
    user = User.objects.create_user("packer", password="packer")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="packages_ui"))
    return user


@pytest.fixture(scope="session")
def contexts() -> dict[Browser, BrowserContext]:
    """Of each browser the one that all tests use, one after the other: what they load is compiled once."""
    return {}


@pytest.fixture(scope="session")
def kept() -> dict[Browser, CDPSession]:
    """The line to an empty page that each of them keeps open, and with it the process that draws."""
    return {}


@pytest.fixture
def context(
    browser: Browser,
    live_server: LiveServer,
    contexts: dict[Browser, BrowserContext],
    kept: dict[Browser, CDPSession],
    settings: Settings,
) -> Iterator[BrowserContext]:
    """Nobody has used it, as far as a page can tell; addresses are relative to the server. What a page of the
    test before asked for may still be answered, with its session gone: that takes another cookie away."""
    settings.SESSION_COOKIE_NAME = f"session-{token_hex(4)}"
    if browser not in contexts:
        size: ViewportSize = {"width": 1280, "height": 800}
        made = browser.new_context(base_url=live_server.url, viewport=size, reduced_motion="reduce")
        made.set_default_timeout(PATIENCE)
        made.add_init_script(COUNT_PRINTS)
        made.add_init_script(KEEP_TOASTS)
        contexts[browser] = made
        kept[browser] = made.new_cdp_session(made.new_page())
    used = contexts[browser]
    yield used
    for opened in used.pages[1:]:
        opened.close()
    used.unroute_all()
    used.set_offline(offline=False)
    used.set_extra_http_headers({})
    used.clear_permissions()
    used.clear_cookies()
    kept[browser].send("Storage.clearDataForOrigin", {"origin": live_server.url, "storageTypes": "all"})


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


@pytest.fixture
def page(
    context: BrowserContext, live_server: LiveServer, sandbox: Sandbox, packer: User, media: Path
) -> Iterator[Page]:
    """The packer's browser, signed in."""
    sign_in(context, packer, live_server.url)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None
    )
    yield opened
    assert complaints == []
