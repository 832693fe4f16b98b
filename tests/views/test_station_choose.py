"""Where do you work? The page after signing in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.services.station_makers import printer_of, station_at

CHOOSE = "/stations/choose/"


def test_it_offers_every_station(packer_client: Client) -> None:
    station_at(name="Desk <7>")
    station_at(printer_of(trouble="It is open: close it.", looked_at=timezone.now()), name="Desk 8")
    content = packer_client.get(CHOOSE).content.decode()
    assert "Desk &lt;7&gt;" in content
    assert "It is open" in content
    assert content.count("/use/") == 2
    assert "Go on without a station" in content


def test_it_goes_on_where_there_is_no_station(packer_client: Client) -> None:
    assert packer_client.get(CHOOSE)["Location"] == "/packages/"


def test_it_goes_on_where_this_browser_stands_somewhere(packer_client: Client) -> None:
    station = station_at()
    packer_client.post(f"/stations/{station.pk}/use/")
    assert packer_client.get(CHOOSE)["Location"] == "/packages/"


def test_it_goes_to_the_packages_once_chosen(packer_client: Client) -> None:
    station = station_at()
    packer_client.get(CHOOSE)
    response = packer_client.post(f"/stations/{station.pk}/use/", {"next": "/packages/"})
    assert response["Location"] == "/packages/"


@pytest.mark.parametrize(("wish", "address"), [("", CHOOSE), ("/labels/", "/labels/")])
def test_it_is_where_signing_in_leads_unless_somebody_wanted_to_go_elsewhere(
    client: Client, packer: User, wish: str, address: str
) -> None:
    fields = {"username": "packer", "password": "packer", "next": wish}
    assert client.post("/login/", fields)["Location"] == address
