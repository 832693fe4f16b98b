"""Where do you work? The page after signing in."""

import pytest
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from packages_ui.views.stations.this_browser import bind
from tests.services.station_makers import printer_of, station_at

CHOOSE = "/stations/choose/"


def sign_in(client: Client, wish: str) -> str:
    return client.post("/login/", {"username": "packer", "password": "packer", "next": wish})["Location"]


def test_it_offers_every_station(packer_client: Client) -> None:
    station_at(name="Desk <7>")
    station_at(printer_of(trouble="It is open: close it.", looked_at=timezone.now()), name="Desk 8")
    content = packer_client.get(CHOOSE).content.decode()
    assert "Desk &lt;7&gt;" in content
    assert "It is open" in content
    assert content.count("/use/") == 2
    assert "Continue without a station" in content


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


@pytest.mark.parametrize(
    ("wish", "address"),
    [("", CHOOSE), ("/", f"{CHOOSE}?next=%2F"), ("//evil.example/", CHOOSE)],
)
def test_it_is_where_signing_in_leads(client: Client, packer: User, wish: str, address: str) -> None:
    assert sign_in(client, wish) == address


def test_signing_in_leads_where_somebody_wanted_to_go_if_the_station_is_known(
    client: Client, packer: User
) -> None:
    bind(response := HttpResponse(), station_at())
    client.cookies.update(response.cookies)
    assert sign_in(client, "/labels/") == "/labels/"


def test_signing_in_asks_no_station_of_who_may_not_see_packages(client: Client, db: None) -> None:
    User.objects.create_user("packer", password="packer")
    assert sign_in(client, "/admin/") == "/admin/"


def test_it_goes_on_where_somebody_wanted_to_go(packer_client: Client) -> None:
    assert packer_client.get(CHOOSE, {"next": "/labels/?a=1"})["Location"] == "/labels/?a=1"
    station_at()
    content = packer_client.get(CHOOSE, {"next": "/labels/?a=1"}).content.decode()
    assert content.count('="/labels/?a=1"') == 2
    assert "evil" not in packer_client.get(CHOOSE, {"next": "//evil.example/"}).content.decode()


@pytest.fixture
def only_packer(client: Client, packer: User) -> Client:
    """Of the group of packers: may not do more."""
    packer.user_permissions.clear()
    packer.groups.set([Group.objects.get(name="Packers")])
    return client


@pytest.mark.parametrize("wish", ["", "/"])
def test_a_packer_lands_on_the_desk_after_choosing(only_packer: Client, wish: str) -> None:
    station = station_at()
    assert sign_in(only_packer, wish) == CHOOSE
    page = only_packer.get(CHOOSE)
    assert (page.context["next"], page.context["without"]) == ("/pack/", "/packages/")
    assert only_packer.post(f"/stations/{station.pk}/use/")["Location"] == "/pack/"
    only_packer.post("/logout/")
    assert sign_in(only_packer, wish) == CHOOSE
    assert only_packer.get(CHOOSE)["Location"] == "/pack/"  # this browser knows its station


def test_a_packer_goes_where_they_wanted_to(only_packer: Client) -> None:
    station_at()
    assert sign_in(only_packer, "/labels/") == f"{CHOOSE}?next=%2Flabels%2F"
    assert only_packer.get(CHOOSE, {"next": "/labels/"}).context["next"] == "/labels/"


def test_a_packer_without_any_station_sees_the_packages(only_packer: Client) -> None:
    sign_in(only_packer, "/")
    assert only_packer.get(CHOOSE)["Location"] == "/packages/"
