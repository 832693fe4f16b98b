"""Which station this browser stands at."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from packages_ui import tasks
from packages_ui.models import Station
from packages_ui.views.stations.this_browser import NAME, SALT
from tests.services.station_makers import station_at

HTMX = {"HX-Request": "true"}


@pytest.fixture
def station(db: None) -> Station:
    return station_at(name="Desk 7")


def use(client: Client, station: Station, **fields: str) -> str:
    response = client.post(f"/stations/{station.pk}/use/", fields)
    assert response.status_code == 302
    return response["Location"]


def stands_at(client: Client) -> bool:
    return b"You work here" in client.get("/stations/").content


def test_it_binds_the_browser_and_shows_its_station(packer_client: Client, station: Station) -> None:
    assert use(packer_client, station) == f"/stations/{station.pk}/"
    assert b"You now work at Desk 7." in packer_client.get("/labels/").content
    assert stands_at(packer_client)


def test_its_printer_is_asked_how_it_is(
    packer_client: Client, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    wake_look = Mock(return_value=False)  # a queue that is gone keeps nobody from work
    monkeypatch.setattr(tasks, "wake_look", wake_look)
    use(packer_client, station)
    wake_look.assert_called_once_with(station.label_printer_id)
    assert stands_at(packer_client)


def test_it_works_over_htmx(packer_client: Client, station: Station) -> None:
    response = packer_client.post(f"/stations/{station.pk}/use/", headers=HTMX)
    assert response["HX-Redirect"] == f"/stations/{station.pk}/"
    assert stands_at(packer_client)


def test_it_goes_back_to_where_the_person_was(packer_client: Client, station: Station) -> None:
    assert use(packer_client, station, next="/packages/?status=2") == "/packages/?status=2"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example/", ""]
)
def test_it_never_goes_to_another_host(packer_client: Client, station: Station, address: str) -> None:
    assert use(packer_client, station, next=address) == f"/stations/{station.pk}/"


def test_it_keeps_its_cookie_from_scripts_and_other_sites(
    packer_client: Client, station: Station, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    use(packer_client, station)
    cookie = packer_client.cookies[NAME]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 365 * 24 * 3600


@pytest.mark.parametrize("value", ["1", "1:1:forged", "", "x" * 5000, "1:\x00"])
def test_it_takes_a_forged_cookie_for_none(packer_client: Client, station: Station, value: str) -> None:
    packer_client.cookies[NAME] = value
    assert not stands_at(packer_client)


def test_it_takes_a_cookie_made_for_something_else_for_none(packer_client: Client, station: Station) -> None:
    packer_client.cookies[NAME] = signing.get_cookie_signer(salt="another").sign(str(station.pk))
    assert not stands_at(packer_client)
    packer_client.cookies[NAME] = signing.get_cookie_signer(salt=NAME + SALT).sign("no number")
    assert not stands_at(packer_client)


def test_it_forgets_after_a_year(packer_client: Client, station: Station) -> None:
    signer = signing.get_cookie_signer(salt=NAME + SALT)
    with time_machine.travel(timezone.now() - timedelta(days=366)):
        packer_client.cookies[NAME] = signer.sign(str(station.pk))
    assert not stands_at(packer_client)
    packer_client.cookies[NAME] = signer.sign(str(station.pk))
    assert stands_at(packer_client)


def test_it_stands_nowhere_once_the_station_is_gone(packer_client: Client, station: Station) -> None:
    use(packer_client, station)
    station.delete()
    station_at()
    assert not stands_at(packer_client)


def test_it_leaves(packer_client: Client, station: Station) -> None:
    use(packer_client, station)
    response = packer_client.post("/stations/leave/", follow=True)
    assert response.request["PATH_INFO"] == "/stations/"
    assert b"has no station now" in response.content
    assert not stands_at(packer_client)
