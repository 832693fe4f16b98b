"""More of the sheet: marks, products, changes of many packages, and what a lead looks at.

SHEET=/tmp/sheet .venv/bin/python -m pytest -n 0 tests/browser/sheet_office.py
"""

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.models import BulkAction, Printer, Product
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.claims import open_claim
from packages_ui.sandbox.methods import ARAS
from packages_ui.sandbox.records import READY
from packages_ui.services.bulk_actions.run import carry_on
from packages_ui.services.claims.poll import poll_claims
from packages_ui.services.marks.hold import hold
from packages_ui.services.marks.write_on import write_on
from packages_ui.services.overview.screens import make_screen
from packages_ui.services.overview.summary import refresh
from tests.browser.scanner import Scanner
from tests.browser.sheet import FOLDER, _quiet, desk, shoot, station  # noqa: F401
from tests.overview_rows import make_shift
from tests.services.bulk_actions.makers import by_dhl, copy
from tests.services.goods.makers import product
from tests.services.packing.shelves import shelved

NOTE = "Müşteri aradı: kapıcıya bırakılmasın, akşam yediden sonra teslim edilsin."


def _marked(number: str, packer: User) -> None:
    tags, whose = ["VIP", "kırılır", "hediye", "iade"], f"p{packer.pk}"
    write_on(number=number, note=NOTE, tags=tags, assigned=whose, seen=0, user_id=packer.pk)


def test_marks(desk: Page, sandbox: Sandbox, packer: User, live_server: LiveServer) -> None:  # noqa: F811
    record = shelved(sandbox, "AKN-KIRMIZI-42", "AKN-MAVI")
    _marked(record.number, packer)
    desk.goto(f"/packages/{record.number}/")
    shoot(desk, "package-marked", live_server, whole=True)
    desk.goto("/pack/")
    Scanner(desk).scan(record.number)
    expect(desk.locator("#count")).to_be_visible()
    shoot(desk, "desk-marked", live_server)
    hold(number=record.number, because="Adres teyidi bekleniyor", user_id=packer.pk)
    shoot(desk, "desk-held", live_server)
    desk.goto(f"/packages/{record.number}/")
    shoot(desk, "package-held", live_server, whole=True)
    desk.goto(f"/packages/?number={record.number}")
    shoot(desk, "list-marked", live_server)
    open_claim(sandbox._store, record.items[0]["number"], reason="Yanlış ürün sipariş ettim")
    poll_claims()
    desk.goto(f"/packages/{record.number}/")
    shoot(desk, "package-cancelled", live_server)


def test_products(page: Page, live_server: LiveServer) -> None:
    for n in range(6):
        product(f"AKN-{n}", name=f"Pamuklu bisiklet yaka tişört, kırmızı, beden {n}", shelf=f"A-0{n}")
    assert Product.objects.exists()
    for name, path in (("products", "/pack/products/"), ("barcodes", "/pack/barcodes/")):
        page.goto(path)
        shoot(page, name, live_server, whole=True)


def _in_english(page: Page, live_server: LiveServer) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.reload()


def test_bulk(page: Page, sandbox: Sandbox, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_bulk_action", lambda *_args, **_more: True)
    records = by_dhl(sandbox, 20)
    for record in records:
        record.body["order_number"] = "ORD-20"
    for record in records[:2]:
        record.body["status"] = READY
    copy(records)
    page.goto("/packages/?order__number=ORD-20")
    page.locator("#tick-page").check()
    page.get_by_text("Change all…").click()
    shoot(page, "bulk-choose", live_server)
    _in_english(page, live_server)
    page.goto("/packages/?order__number=ORD-20")
    page.locator("#tick-page").check()
    page.get_by_text("Change all…").click()
    page.get_by_role("button", name="Change shipping method").click()
    page.wait_for_url("**/bulk/*/")
    shoot(page, "bulk-ask", live_server)
    _in_english(page, live_server)
    page.get_by_label("New shipping method").select_option(ARAS.id)
    page.get_by_role("button", name="Show what will happen").click()
    shoot(page, "bulk-preview", live_server)
    _in_english(page, live_server)
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#bulk")).to_contain_text("of 20")
    shoot(page, "bulk-running", live_server)
    carry_on(action_id=BulkAction.objects.get().pk, seconds=3600)
    shoot(page, "bulk-done", live_server)


@pytest.fixture
def shift(page: Page, packer: User) -> None:
    cache.clear()
    make_shift(owner=packer)
    refresh()


@pytest.mark.usefixtures("shift")
def test_office(page: Page, live_server: LiveServer) -> None:
    Printer.objects.filter(trouble="").update(trouble="")
    paths = {"overview": "/", "cut-offs": "/cut-offs/", "screens": "/screens/", "help": "/help/"}
    for name, path in paths.items():
        page.goto(path)
        shoot(page, name, live_server, whole=True)


@pytest.mark.usefixtures("shift")
def test_wall(page: Page, live_server: LiveServer) -> None:
    token = make_screen(name="Duvar", days=1, user_id=None)
    for language in ("en", "tr"):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        for width, height in ((1280, 720), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"/tv/{token}/")
            FOLDER.mkdir(parents=True, exist_ok=True)
            Image.open(BytesIO(page.screenshot())).save(FOLDER / f"tv-{language}-{width}.png")
