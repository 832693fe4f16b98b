"""The pictures in README.md and docs/, of today's screens.

    PICTURES=docs .venv/bin/python -m pytest -n 0 tests/browser/pictures.py

Not collected with the tests. The shop is made up, and without the hostile names that tests have.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from packages_ui import tasks
from packages_ui.messages.batches import NEVER_MADE
from packages_ui.models import PrintAgent, Printer, PrintJob, Station
from packages_ui.sandbox import data
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.mirror.sync import sync
from packages_ui.services.mirror.walk import run_for
from packages_ui.views.stations import printer as printer_view
from packages_ui.views.stations.this_browser import bind
from tests.browser.scanner import Scanner
from tests.in_process import in_process
from tests.services.batch_makers import move
from tests.services.packing.shelves import shelved
from tests.services.printing.makers import ready_batch
from tests.services.station_makers import printer_of, station_at

FOLDER = Path(os.environ.get("PICTURES", "var/pictures"))
OUT_OF_PAPER = "The printer is out of paper: put in a new roll."
State = PrintJob.State


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr(data, "HOSTILE", ())
    monkeypatch.setattr(data, "ODDITIES", ())
    with in_process(Sandbox(packages=200, seed=1, clock=lambda: datetime.now(UTC))) as made:
        yield made


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    for name in ("wake_fetchers", "wake_feeders", "wake_status_changes", "wake_documents"):
        monkeypatch.setattr(tasks, name, lambda: True)
    monkeypatch.setattr(printer_view, "check", lambda **_: True)


@pytest.fixture
def station(packer: object) -> Station:
    zebra = printer_of(name="Zebra ZD421", answers=True, looked_at=timezone.now(), proved_at=timezone.now())
    laser = printer_of(Printer.Kind.IPP, name="HP LaserJet", looked_at=timezone.now())
    return station_at(zebra, name="Desk 1", document_printer=laser)


@pytest.fixture
def desk(page: Page, station: Station, live_server: LiveServer) -> Page:
    cookie = bind(HttpResponse(), station).cookies["station"].value
    page.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    return page


def keep(page: Page, name: str, css: str = "") -> None:
    """`css`: only that part of it."""
    page.evaluate("document.fonts.ready.then(() => 0)")
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    if css:
        page.locator(css).screenshot(path=path)
    else:
        page.screenshot(path=path)


def test_list(desk: Page, sandbox: Sandbox) -> None:
    while sync(run_for(60)):
        pass
    desk.goto("/packages/?status=2&limit=25")
    for place in range(3):
        desk.locator("#rows tbody input[name=packages]").nth(place).check()
    keep(desk, "list")


def test_pack(desk: Page, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-ELBS-WH", "AKN-ELBS-WH", "AKN-JEAN-GR", "AKN-TSHRT-BK")
    desk.goto("/pack/")
    Scanner(desk).scan(record.number)
    expect(desk.locator("#count")).to_have_text("0 / 4")
    Scanner(desk).scan("AKN-ELBS-WH")
    expect(desk.locator("#count")).to_have_text("1 / 4")
    keep(desk, "pack")


def test_batch(desk: Page, sandbox: Sandbox, station: Station) -> None:
    while sync(run_for(60)):
        pass
    numbers = [one for one, record in sandbox.packages.items() if record.status == 2][:40]
    batch = ready_batch(station.label_printer, *numbers, name="Morning", station=station, order="carrier")
    now = timezone.now()
    sent = {"sent_at": now, "printer": station.label_printer}
    move(batch, State.PRINTED, *range(1, 15), printed_at=now, **sent)
    move(batch, State.FAILED, 15, 16, reason=NEVER_MADE())
    move(batch, State.SENT, 17, **sent)
    desk.goto(f"/labels/batches/{batch.pk}/")
    keep(desk, "batch")


def test_station(desk: Page, sandbox: Sandbox, station: Station) -> None:
    numbers = [one for one, record in sandbox.packages.items() if record.status == 2][:8]
    ready_batch(station.label_printer, *numbers, name="Morning", station=station)
    Printer.objects.filter(pk=station.label_printer_id).update(trouble=OUT_OF_PAPER, looked_at=timezone.now())
    desk.goto(f"/stations/{station.pk}/")
    keep(desk, "station")


def test_agent(desk: Page) -> None:
    zebra = {"key": "usb:52J204700123", "name": "Zebra ZD220 on USB, 52J204700123", "two_way": True}
    now = timezone.now()
    for place, (name, seen_at, trouble) in enumerate(
        (
            ("Desk 3 PC", now, ""),
            ("Desk 4 PC", now - timedelta(hours=1), "usb:52J1: another program is using the printer"),
        )
    ):
        PrintAgent.objects.create(
            name=name,
            token_hash=str(place),
            host=name.replace(" ", "").upper(),
            system="Windows 11",
            version="1.0",
            session="1",
            found=[zebra],
            paired_at=now,
            seen_at=seen_at,
            trouble=trouble,
            trouble_at=seen_at if trouble else None,
        )
    desk.goto("/stations/")
    desk.locator("[name=name]").first.fill("Desk 5 PC")
    desk.get_by_role("button", name="Make a code").click()
    expect(desk.get_by_text("packages_agent.py --install")).to_be_visible()
    keep(desk, "agent", "section:has(#agents-title)")
