"""One station on the screen."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import LabelBatch, Printer, PrintJob, Station
from tests.services.batch_makers import batch_of, move
from tests.services.station_makers import printer_of, station_at

HTMX = {"HX-Request": "true"}
State = PrintJob.State


@pytest.fixture
def station(db: None) -> Station:
    return station_at(printer_of(name="Zebra"), name="Desk 7")


def page(client: Client, station: Station, query: str = "", **headers: str) -> str:
    response = client.get(f"/stations/{station.pk}/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def words(content: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", content).split())


def asks(client: Client, station: Station) -> str:
    found = re.search(r'id="moving"[^>]*hx-get="([^"]*)" hx-trigger="every 2s"', page(client, station))
    assert found
    return found[1]


def batch_at(station: Station, *numbers: str, name: str = "Morning") -> LabelBatch:
    return batch_of(*numbers, name=name, printer=station.label_printer, station=station)


def test_it_shows_its_printer_and_what_waits_for_it(packer_client: Client, station: Station) -> None:
    batch = batch_at(station, "1", "2", "3")
    move(batch, State.PRINTED, 1)
    Printer.objects.update(looked_at=timezone.now(), current=batch)
    shown = words(page(packer_client, station))
    assert "Labels: Zebra" in shown
    assert "Printer ready as of" in shown
    assert "Morning Printing 1 of 3 packer" in shown


def test_it_puts_trouble_in_large_letters(packer_client: Client, station: Station) -> None:
    Printer.objects.update(looked_at=timezone.now(), trouble="The printer is <open>: close it.")
    shown = page(packer_client, station)
    assert '<p class="printer-state">The printer is &lt;open&gt;</p>' in shown
    assert "Close it." in shown


def test_it_says_why_the_printer_is_paused_and_offers_to_resume(
    packer_client: Client, station: Station
) -> None:
    Printer.objects.update(
        paused_at=timezone.now(), paused_because="It swallows labels.", trouble="It is open."
    )
    shown = page(packer_client, station)
    assert '<p class="printer-state">Paused</p>' in shown
    assert "It swallows labels. The printer also reports: It is open." in shown
    assert "/resume/" in shown
    assert "/pause/" not in shown


def test_it_answers_htmx_with_what_moves_or_with_nothing_new(packer_client: Client, station: Station) -> None:
    address = asks(packer_client, station)
    assert packer_client.get(address, headers=HTMX).status_code == 204
    batch_at(station, "1")
    response = packer_client.get(address, headers=HTMX)
    assert response["Vary"].count("HX-Request") == 1
    shown = response.content.decode()
    assert shown.strip().startswith('<div id="moving"')
    assert '<section id="queue" aria-labelledby="queue-title" hx-swap-oob="true">' in shown
    assert "Morning" in shown
    assert 'id="code"' not in shown


def test_it_asks_about_a_label_of_which_nobody_knows(packer_client: Client, station: Station) -> None:
    address = asks(packer_client, station)
    move(batch_at(station, "1001"), State.UNKNOWN, printer=station.label_printer)
    shown = packer_client.get(address, headers=HTMX).content.decode()
    assert "did the label print?" in shown
    assert f'name="station" value="{station.pk}"' in shown


def test_it_keeps_the_header_true_where_this_browser_stands_here(
    packer_client: Client, station: Station
) -> None:
    packer_client.post(f"/stations/{station.pk}/use/")
    Printer.objects.update(paused_at=timezone.now())
    shown = page(packer_client, station, "?seen=old", **HTMX)
    assert 'id="here" class="here here-orange"' in shown
    other = station_at()
    assert 'id="here"' not in page(packer_client, other, "?seen=old", **HTMX)


def test_it_offers_to_work_here_or_says_so(packer_client: Client, station: Station) -> None:
    assert "You work here" not in page(packer_client, station)
    packer_client.post(f"/stations/{station.pk}/use/")
    assert "You work here" in page(packer_client, station)


def test_it_cannot_ask_or_pause_a_browser(packer_client: Client) -> None:
    shown = page(packer_client, station_at(printer_of(Printer.Kind.BROWSER)))
    assert "/look/" not in shown
    assert "/pause/" not in shown
    assert 'target="_blank"' in shown


def test_it_offers_nothing_to_press_to_one_who_may_only_look(client: Client, station: Station) -> None:
    user = User.objects.create_user("onlooker")
    user.user_permissions.add(Permission.objects.get(codename="view_packages"))
    client.force_login(user)
    shown = page(client, station)
    for verb in ("pair", "test", "look", "pause", "prove", "edit"):
        assert f"/{verb}/" not in shown


def test_it_asks_few_questions_of_the_database(
    packer_client: Client, station: Station, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        batch_at(station, f"{number}")
    packer_client.post(f"/stations/{station.pk}/use/")
    with django_assert_max_num_queries(9):
        page(packer_client, station, "?seen=old", **HTMX)
