"""What a printer tells an administrator who sets it up."""

import pytest
from pytest_django import Settings

from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services.printing import printer_setup
from packages_ui.services.printing.printer_setup import LabelCount, NotReadable, read_certificate, read_count

pytestmark = pytest.mark.usefixtures("unhurried")


def test_it_asks_how_many_labels_were_printed() -> None:
    with ZplPrinter(counter=41) as peer:
        address = f"{peer.host}:{peer.port}"
        told = read_count(address=f" {address} ")
        assert told == LabelCount(address, 41)


def test_it_says_when_a_printer_tells_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer_setup, "ANSWER_SECONDS", 0.2)
    with ZplPrinter(mute=True) as peer, pytest.raises(NotReadable, match="Leave this unticked"):
        read_count(address=f"{peer.host}:{peer.port}")


@pytest.mark.parametrize("address", ["", "ipp://127.0.0.1/", "127.0.0.1:22"])
def test_it_asks_nobody_at_an_address_that_is_none(address: str) -> None:
    with pytest.raises(NotReadable, match=r"\w\."):
        read_count(address=address)


def test_it_says_when_a_printer_cannot_be_reached() -> None:
    with ZplPrinter() as peer:
        address = f"{peer.host}:{peer.port}"
    with pytest.raises(NotReadable, match="could not be reached"):
        read_count(address=address)
    with pytest.raises(NotReadable, match="could not be reached"):
        read_certificate(address=f"ipps://{address}/ipp/print")


def test_it_reads_the_certificate_of_a_secured_printer(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    asked: list[object] = []

    def certificate_of(host: str, port: int, *, seconds: float, allow_local: bool) -> str:
        asked.extend([host, port, allow_local])
        return "ab" * 32

    monkeypatch.setattr(printer_setup, "certificate_of", certificate_of)
    settings.PRINTERS_ON_THIS_MACHINE = False
    assert read_certificate(address="ipps://printer.example/ipp/print") == "ab" * 32
    assert asked == ["printer.example", 631, False]


@pytest.mark.parametrize("address", ["", "127.0.0.1:9100", "ipp://127.0.0.1/ipp/print"])
def test_it_reads_none_where_nothing_is_secured(address: str) -> None:
    with pytest.raises(NotReadable, match="ipps://"):
        read_certificate(address=address)
