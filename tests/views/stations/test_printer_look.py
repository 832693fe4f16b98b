"""Asking a printer how it is."""

import pytest
from django.test import Client
from django.utils import timezone

from packages_ui.models import Printer, Station
from packages_ui.views.stations import printer as printer_look
from tests.services.station_makers import printer_of, station_at

HTMX = {"HX-Request": "true"}


@pytest.fixture
def station(db: None) -> Station:
    return station_at(printer_of(name="Zebra"))


def answer(monkeypatch: pytest.MonkeyPatch, trouble: str, *, asked: bool = True) -> None:
    def look(*, printer: Printer) -> bool:
        printer.trouble, printer.looked_at = trouble, timezone.now()
        printer.save()
        return asked

    monkeypatch.setattr(printer_look, "check", look)


def look(client: Client, station: Station, **form: str) -> str:
    address = f"/stations/printers/{station.label_printer_id}/look/"
    return str(client.post(address, form, follow=True).content.decode())


def test_it_says_what_the_printer_said(
    packer_client: Client, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "It is <open>: close it.")
    shown = look(packer_client, station)
    assert "Zebra: It is &lt;open&gt;: close it." in shown
    assert '<p class="printer-state">It is &lt;open&gt;</p>' in shown
    answer(monkeypatch, "")
    assert "Zebra is ready." in look(packer_client, station)


def test_it_answers_htmx_with_the_moving_part(
    packer_client: Client, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "")
    address = f"/stations/printers/{station.label_printer_id}/look/"
    response = packer_client.post(address, headers=HTMX)
    assert b'id="moving"' in response.content
    assert "Zebra is ready." in response["HX-Trigger"]
    assert "HX-Trigger" not in packer_client.post(address, {"quiet": "1"}, headers=HTMX)


def test_it_says_that_a_busy_printer_is_looked_at_anyway(
    packer_client: Client, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "", asked=False)
    assert "Zebra is printing and is checked all the time." in look(packer_client, station)


def test_it_says_that_a_browser_cannot_be_asked(packer_client: Client) -> None:
    station = station_at(printer_of(Printer.Kind.BROWSER, name="Mine"))
    assert "Mine is this computer&#x27;s own printer and cannot be checked." in look(packer_client, station)
