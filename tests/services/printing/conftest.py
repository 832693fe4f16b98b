"""What tests of printing share."""

import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from packages_ui.printers import raw as raw_printer
from packages_ui.sandbox.zpl_printer import PATIENCE
from packages_ui.services.printing import check_printer, feeder, printer_setup
from packages_ui.services.printing import raw as raw_link


@pytest.fixture
def unhurried(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer is waited for, however busy this machine is: for its answer, and until it closes a line or
    drops it. Who has nothing to do ends soon, and nobody was away when something took long."""
    settings.PRINTERS_ON_THIS_MACHINE = True
    settings.PRINT_STEP_SECONDS = 10 * PATIENCE
    settings.PRINT_LEASE_SECONDS = 100 * PATIENCE
    monkeypatch.setattr(feeder, "LINGER", 0.1)
    monkeypatch.setattr(raw_printer, "LINGER", PATIENCE)
    monkeypatch.setattr(raw_link, "ANSWER_SECONDS", PATIENCE)
    monkeypatch.setattr(raw_link, "MUTE_SECONDS", 100 * PATIENCE)
    monkeypatch.setattr(raw_link, "_mute", {})
    for room in (check_printer, printer_setup):
        for name in ("CONNECT_SECONDS", "ANSWER_SECONDS"):
            monkeypatch.setattr(room, name, PATIENCE)


@pytest.fixture(autouse=True)
def _no_watch_outlives_its_test() -> Iterator[None]:
    """Those that watch a print server beyond their feeder write into this database when it ends."""
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("watch-"):
            thread.join(PATIENCE)
