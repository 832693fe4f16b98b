"""Stopping a printer, and letting it go on."""

from unittest.mock import Mock

import pytest
from django.test import Client
from django.utils import timezone

from packages_ui.models import Printer, Station
from tests.services.station_makers import printer_of, station_at

HTMX = {"HX-Request": "true"}


@pytest.fixture
def station(db: None) -> Station:
    return station_at(printer_of(name="Zebra"))


def act(
    client: Client, station: Station, verb: str, headers: dict[str, str] | None = None, **form: str
) -> str:
    address = f"/stations/printers/{station.label_printer_id}/{verb}/?station={station.pk}"
    response = client.post(address, form, headers=headers, follow=not headers)
    station.label_printer.refresh_from_db()
    return str(response.content.decode()) + response.headers.get("HX-Trigger", "")


def test_it_pauses_with_a_reason(packer_client: Client, station: Station) -> None:
    shown = act(packer_client, station, "pause", because="New <roll>")
    assert "Zebra is paused. Labels already sent to it are still printed." in shown
    assert "New &lt;roll&gt;" in shown
    assert station.label_printer.paused_at
    assert station.label_printer.paused_because == "New <roll>"


def test_it_answers_htmx_with_the_moving_part(packer_client: Client, station: Station) -> None:
    shown = act(packer_client, station, "pause", HTMX, because="New roll")
    assert "Zebra is paused" in shown
    assert 'id="moving"' in shown
    assert 'hx-swap-oob="true"' in shown
    assert "/resume/" in shown
    assert f'"station": "{station.pk}"' in shown


def test_it_shows_the_form_and_usual_reasons(packer_client: Client, station: Station) -> None:
    address = f"/stations/printers/{station.label_printer_id}/pause/"
    assert b"Paper jam" in packer_client.get(address).content
    over_htmx = packer_client.get(address, headers=HTMX).content
    assert b"Paper jam" in over_htmx
    assert b"<html" not in over_htmx


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_keeps_what_was_typed_when_it_is_not_valid(
    packer_client: Client, station: Station, headers: dict[str, str]
) -> None:
    address = f"/stations/printers/{station.label_printer_id}/pause/"
    response = packer_client.post(address, {"because": "<x>" * 200}, headers=headers)
    assert response.status_code == 422
    assert b"&lt;x&gt;" in response.content
    response = packer_client.post(address, {"because": " "}, headers=headers)
    assert response.status_code == 422
    assert b"Enter a reason" in response.content
    assert not Printer.objects.get().paused_at


def test_it_says_when_it_was_paused_already(packer_client: Client, station: Station) -> None:
    Printer.objects.update(paused_at=timezone.now(), paused_because="First")
    assert "was already paused. Nothing was changed." in act(
        packer_client, station, "pause", because="Second"
    )
    assert station.label_printer.paused_because == "First"


def test_it_resumes_and_wakes_the_feeder(
    packer_client: Client, station: Station, woken_feeders: Mock
) -> None:
    Printer.objects.update(paused_at=timezone.now(), paused_because="Jam")
    assert "Zebra is printing again" in act(packer_client, station, "resume")
    assert station.label_printer.paused_at is None
    woken_feeders.assert_called_once_with()


def test_it_resumes_over_htmx(packer_client: Client, station: Station, woken_feeders: Mock) -> None:
    Printer.objects.update(paused_at=timezone.now())
    shown = act(packer_client, station, "resume", HTMX)
    assert "Zebra is printing again" in shown
    assert "/resume/" not in shown


def test_it_says_when_it_was_not_paused(packer_client: Client, station: Station, woken_feeders: Mock) -> None:
    assert "Zebra was not paused." in act(packer_client, station, "resume")
    woken_feeders.assert_not_called()


def test_it_returns_to_the_station_where_it_was_pressed(packer_client: Client, station: Station) -> None:
    other = station_at(station.label_printer)
    address = f"/stations/printers/{station.label_printer_id}/pause/?station="
    for at, asked in ((other, other.pk), (station, "9999"), (station, "x"), (station, "")):
        Printer.objects.update(paused_at=None)
        response = packer_client.post(f"{address}{asked}", {"because": "Jam"})
        assert response["Location"] == f"/stations/{at.pk}/"
    Station.objects.all().delete()
    assert packer_client.post(address, {"because": "Jam"})["Location"] == "/stations/"
