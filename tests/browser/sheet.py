"""A sheet of screenshots: each scene in three widths, light and dark, English and Turkish.

    SHEET=/tmp/sheet .venv/bin/python -m pytest -n 0 tests/browser/sheet.py -k batch

Not collected with the tests: it is for eyes.
"""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.messages.batches import NEVER_MADE
from packages_ui.messages.printers import PAPER_OUT
from packages_ui.models import LabelBatch, Printer, PrintJob, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.keep import keep
from packages_ui.services.mirror.sync import sync
from packages_ui.services.mirror.walk import run_for
from packages_ui.views.stations.this_browser import bind
from tests.browser.desk_states import desk_states
from tests.browser.scanner import Scanner
from tests.packages import preparing
from tests.services.batch_makers import move
from tests.services.handover.makers import number, packed, ready
from tests.services.printing.makers import ready_batch
from tests.services.station_makers import printer_of, station_at

FOLDER = Path(os.environ.get("SHEET", "var/sheet"))
SIZES = ((1280, 800), (1024, 768), (390, 844))
HEIGHT = 480  # of each picture on the sheet
State = PrintJob.State


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes", "wake_documents"):
        monkeypatch.setattr(tasks, name, lambda: True)
    cache.clear()


@pytest.fixture
def station(packer: object) -> Station:
    return station_at(printer_of(name="Zebra ZD421", answers=True, looked_at=timezone.now()), name="Desk 1")


@pytest.fixture
def desk(page: Page, station: Station, live_server: LiveServer) -> Page:
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    return page


def shoot(page: Page, name: str, live_server: LiveServer, *, whole: bool = False) -> None:
    """`whole`: below the fold too."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = [
        _row(page, name, (language, theme), live_server, whole)
        for language in ("en", "tr")
        for theme in ("light", "dark")
    ]
    wide, high = max(row.width for row in rows), sum(row.height for row in rows)
    sheet = Image.new("RGB", (wide, high), "#808080")
    for place, row in enumerate(rows):
        sheet.paste(row, (0, sum(one.height for one in rows[:place])))
    sheet.save(FOLDER / f"{name}.png")


def _row(page: Page, name: str, look: tuple[str, str], live_server: LiveServer, whole: bool) -> Image.Image:
    """Each picture is kept in its own size too. `look`: language and theme."""
    language, theme = look
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.evaluate(f"localStorage.setItem('theme', '{theme}')")
    page.reload()
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => 0)")
    pictures = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        picture = Image.open(BytesIO(page.screenshot(full_page=whole)))
        picture.save(FOLDER / f"{name}-{language}-{theme}-{width}.png")
        picture.thumbnail((2000, HEIGHT * (2 if whole else 1)))
        pictures.append(picture)
    row = Image.new(
        "RGB", (sum(one.width + 8 for one in pictures), max(one.height for one in pictures) + 8), "#808080"
    )
    for place, picture in enumerate(pictures):
        row.paste(picture, (sum(one.width + 8 for one in pictures[:place]), 0))
    page.set_viewport_size({"width": 1280, "height": 800})
    return row


def test_desk(desk: Page, sandbox: Sandbox, live_server: LiveServer) -> None:
    for name in desk_states(desk, sandbox):
        shoot(desk, f"desk-{name}", live_server)


def test_list(desk: Page, sandbox: Sandbox, live_server: LiveServer) -> None:
    sync(run_for(600))
    desk.goto("/packages/?status=2&limit=25")
    for place in range(3):
        desk.locator("#rows tbody input[name=packages]").nth(place).check()
    shoot(desk, "list", live_server)


def test_package(desk: Page, sandbox: Sandbox, live_server: LiveServer) -> None:
    record = next(one for one in sandbox.packages.values() if one.status == 2)
    desk.goto(f"/packages/{record.number}/")
    shoot(desk, "package", live_server, whole=True)


def test_split(desk: Page, sandbox: Sandbox, live_server: LiveServer) -> None:
    record = preparing(sandbox, items=3)
    desk.goto(f"/packages/{record.number}/split/")
    shoot(desk, "split", live_server)
    desk.locator(f"input[name='part-{record.items[0]['number']}'][value='1']").check()
    desk.locator("button[name=step][value=ask]").click()
    expect(desk.locator(".act .alert-warning")).to_be_visible()
    shoot(desk, "split-ask", live_server)


def _batch(sandbox: Sandbox, station: Station) -> LabelBatch:
    sync(run_for(600))
    numbers = [one for one, record in sandbox.packages.items() if record.status == 2][:8]
    batch = ready_batch(station.label_printer, *numbers, name="Sabah", station=station, order="carrier")
    now = timezone.now()
    move(batch, State.PRINTED, 1, 2, 3, printed_at=now, sent_at=now, printer=station.label_printer)
    move(batch, State.SENT, 4, sent_at=now, printer=station.label_printer)
    return batch


def _half_failed(batch: LabelBatch) -> None:
    move(batch, State.FAILED, 4, 5, 6, reason=NEVER_MADE())
    move(batch, State.FAILED, 7, reason="Etiket bulunamadı (E-404)", retryable=False)
    move(batch, State.PRINTED, 8)


def _unconfirmed(batch: LabelBatch) -> None:
    now = timezone.now()
    move(batch, State.UNKNOWN, 4, 5, unknown_at=now, sent_at=now, cause="silent")


BATCHES: dict[str, Callable[[LabelBatch], None]] = {
    "running": lambda _batch: None,
    "half-failed": _half_failed,
    "unconfirmed": _unconfirmed,
}


@pytest.mark.parametrize("name", BATCHES)
def test_batch(desk: Page, sandbox: Sandbox, station: Station, live_server: LiveServer, name: str) -> None:
    batch = _batch(sandbox, station)
    BATCHES[name](batch)
    desk.goto(f"/labels/batches/{batch.pk}/")
    shoot(desk, f"batch-{name}", live_server, whole=True)


def test_unconfirmed(desk: Page, sandbox: Sandbox, station: Station, live_server: LiveServer) -> None:
    _unconfirmed(_batch(sandbox, station))
    desk.goto("/labels/unknown/")
    shoot(desk, "unconfirmed", live_server, whole=True)


def test_handover(page: Page, sandbox: Sandbox, live_server: LiveServer) -> None:
    numbers = [number(ready(sandbox, "DHL", index=place)) for place in range(4)]
    other = number(ready(sandbox, "Aras Kargo", index=4))
    keep(packages=[one for each in (*numbers, other) if (one := seller_center().get_package(each))])
    packed(numbers[3], station=station_at(name="Desk 7"))
    page.goto("/handover/")
    Scanner(page).scan(*numbers[:2])
    expect(page.locator(".handover-count")).to_have_text("2 boxes")
    page.goto(f"/handover/{page.locator('.handover-card').first.get_attribute('href')}")
    shoot(page, "handover", live_server)
    page.goto(page.locator("#close-handover").get_attribute("href") or "")
    shoot(page, "handover-close", live_server)
    page.locator("#close-now").click()
    page.wait_for_load_state("load")
    shoot(page, "handover-closed", live_server)


def test_stations(desk: Page, station: Station, live_server: LiveServer) -> None:
    printer_of(
        Printer.Kind.IPP,
        name="Brother",
        trouble=PAPER_OUT(),
        looked_at=timezone.now(),
    )
    desk.goto("/stations/")
    shoot(desk, "stations", live_server, whole=True)
    desk.goto(f"/stations/{station.pk}/")
    shoot(desk, "station", live_server, whole=True)
    Station.objects.update(invoices=Station.Invoices.NEEDED)
    desk.goto(f"/stations/{station.pk}/edit/")
    shoot(desk, "station-edit", live_server, whole=True)
