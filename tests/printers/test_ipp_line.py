"""Whether a print server has ended meanwhile, with a real CUPS."""

from collections.abc import Iterator

import pytest

from packages_ui.printers import ipp_line
from packages_ui.printers.errors import NotConnected
from packages_ui.printers.ipp import IppPrinter
from packages_ui.printers.ipp_line import SilentLine
from tests.printers.cups_server import CupsServer
from tests.printers.daemons import PATIENCE


@pytest.fixture
def cups() -> Iterator[CupsServer]:
    with CupsServer("ipp://127.0.0.1:1/ipp/print") as server:
        yield server


def line_to(cups: CupsServer) -> SilentLine:
    return SilentLine(IppPrinter(cups.uri, allow_local=True, connect_seconds=PATIENCE))


def test_it_shows_a_restart_once(cups: CupsServer) -> None:
    line = line_to(cups)
    assert [line.broke(), line.broke()] == [False, False]
    cups.kill()
    cups.restart()
    assert [line.broke(), line.broke()] == [True, False]


def test_it_cannot_be_opened_to_a_server_that_is_away(cups: CupsServer) -> None:
    line = line_to(cups)
    line.broke()
    cups.kill()
    with pytest.raises(NotConnected):
        line.broke()
    cups.restart()
    assert line.broke() is False  # whoever was told that it is away knows


def test_it_is_opened_again_before_the_server_closes_it(
    cups: CupsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ipp_line, "OPEN_AGAIN_SECONDS", 0)
    line = line_to(cups)
    line.broke()
    first = line._line
    assert line.broke() is False
    assert line._line is not first
    cups.kill()
    cups.restart()
    assert line.broke()
