"""All stations on the screen."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Printer
from packages_ui.services.printing.check_printer import check_watched
from tests.services.station_makers import printer_of, station_at

HTMX = {"HX-Request": "true"}
Kind = Printer.Kind


def page(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(f"/stations/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def words(content: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", content).split())


@pytest.fixture
def onlooker(client: Client, db: None) -> Client:
    user = User.objects.create_user("onlooker")
    user.user_permissions.add(Permission.objects.get(codename="view_packages"))
    client.force_login(user)
    return client


def test_it_shows_each_station_with_its_printers(packer_client: Client, packer: User) -> None:
    now = timezone.now()
    labels = printer_of(name="Zebra", looked_at=now, proved_at=now, proved_by=packer)
    papers = printer_of(Kind.IPP, name="Laser", width_mm=210, height_mm=297, dpi=600)
    station_at(labels, name="Desk 7", document_printer=papers)
    shown = words(page(packer_client))
    assert "Desk 7" in shown
    assert "Labels Zebra ZPL printer · 100 × 150 mm, 203 dpi Printer ready as of" in shown
    assert re.search(r"Verified [\d:]+ by packer", shown)
    assert "Documents Laser IPP printer · 210 × 297 mm, 600 dpi Not checked yet Not verified" in shown


def test_it_has_the_printers_checked_that_it_shows(packer_client: Client) -> None:
    """At a desk where nobody works either."""
    cache.clear()
    printer = printer_of(name="Zebra", address="127.0.0.1:1")
    station_at(printer)
    assert check_watched() == 0
    page(packer_client)
    assert check_watched() == 1
    printer.refresh_from_db()
    assert printer.looked_at


def test_it_names_a_printer_for_both_once(packer_client: Client) -> None:
    both = printer_of(Kind.BROWSER, name="Mine")
    station_at(both, document_printer=both)
    shown = words(page(packer_client))
    assert "Labels and documents Mine" in shown
    assert "Prints from the browser" in shown


def test_it_says_what_is_wrong_with_a_printer(packer_client: Client) -> None:
    station_at(printer_of(trouble="It is <open>: close it.", looked_at=timezone.now()))
    station_at(printer_of(paused_at=timezone.now(), paused_because="Jam & dust"))
    shown = page(packer_client)
    assert "It is &lt;open&gt;" in shown
    assert "Close it." in shown
    assert "Paused" in shown
    assert "Jam &amp; dust" in shown


def test_it_answers_htmx_with_the_cards_or_with_nothing_new(packer_client: Client) -> None:
    station = station_at()
    found = re.search(r'hx-get="([^"]*)"', page(packer_client))
    assert found
    asks = found[1].replace("&amp;", "&")
    assert packer_client.get(asks, headers=HTMX).status_code == 204
    Printer.objects.update(paused_at=timezone.now())
    response = packer_client.get(asks, headers=HTMX)
    assert response["Vary"].count("HX-Request") == 1
    assert response.content.decode().strip().startswith('<div id="cards"')
    assert station.name in response.content.decode()


def test_it_tells_an_administrator_what_to_do_first(packer_client: Client) -> None:
    shown = page(packer_client)
    assert "Add a printer first" in shown
    assert "/stations/printers/add/" in shown
    assert "/stations/add/" not in shown


def test_it_tells_an_administrator_what_to_do_next(packer_client: Client) -> None:
    printer_of(name="Zebra")
    shown = page(packer_client)
    assert "Next, add a station" in shown
    assert "Zebra" in shown


def test_it_tells_others_whom_to_ask(onlooker: Client) -> None:
    shown = page(onlooker)
    assert "Ask an administrator" in shown
    assert "Until then, labels print from the browser" in shown
    assert "/add/" not in shown


def test_it_shows_the_table_of_printers_to_administrators_only(
    packer_client: Client, onlooker: Client
) -> None:
    printer = printer_of(address="192.0.2.7:9100")
    station_at(printer)
    assert "192.0.2.7:9100" in page(packer_client)
    assert f"/stations/printers/{printer.pk}/edit/" in page(packer_client)
    assert "192.0.2.7:9100" not in page(onlooker)
    assert "/edit/" not in page(onlooker)


def test_it_hands_on_where_the_person_was(packer_client: Client) -> None:
    station_at()
    assert 'name="next" value="/packages/?status=2"' in page(packer_client, "?next=/packages/%3Fstatus%3D2")
    assert "evil.example" not in page(packer_client, "?next=https://evil.example/")


def test_it_asks_few_questions_of_the_database(
    packer_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(10):
        station_at(document_printer=printer_of(Kind.IPP))
    with django_assert_max_num_queries(11):
        page(packer_client)
