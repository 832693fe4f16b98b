"""/stations/here/: the head of every page, as it is now"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Printer, PrintJob, Station
from packages_ui.services.batches import fetch_pause
from packages_ui.services.printing.check_printer import check_watched
from tests.services.batch_makers import batch_of, move
from tests.services.printing.makers import ready_batch
from tests.services.station_makers import printer_of, station_at

pytestmark = pytest.mark.usefixtures("media")
PATH = "/stations/here/"
VERSION = re.compile(r'data-version="([^"]*)"')
TROUBLE = "The printer is out of paper: put in a new roll."


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def station(packer_client: Client) -> Station:
    made = station_at(printer_of(name="Zebra <1>", looked_at=timezone.now()), name="Desk 1")
    packer_client.post(f"/stations/{made.pk}/use/")
    return made


def look(client: Client, seen: str = "") -> Any:
    return client.get(PATH, {"seen": seen})


def test_it_says_nothing_while_nothing_moves(packer_client: Client, station: Station) -> None:
    version = look(packer_client)["X-Head-Version"]
    assert look(packer_client, version).status_code == 204
    Printer.objects.update(trouble=TROUBLE)
    moved = look(packer_client, version)
    assert moved.status_code == 200
    page = moved.content.decode()
    assert "Zebra &lt;1&gt;: The printer is out of paper." in page
    assert "Put in a new roll." in page
    assert 'class="here here-red"' in page
    Printer.objects.update(trouble="")
    assert look(packer_client, version).status_code == 204


def test_it_counts_the_labels_that_need_an_answer(packer_client: Client, station: Station) -> None:
    version = look(packer_client)["X-Head-Version"]
    cache.clear()
    move(ready_batch(station.label_printer, "1"), PrintJob.State.UNKNOWN)
    page = look(packer_client, version).content.decode()
    assert 'class="nav-count">1<' in page


def test_it_says_that_a_printer_is_paused(packer_client: Client, station: Station) -> None:
    Printer.objects.update(paused_at=timezone.now(), paused_because="Jam")
    page = look(packer_client).content.decode()
    assert "Zebra &lt;1&gt; is paused." in page
    assert "Jam" in page


def test_a_look_has_the_printer_asked(packer_client: Client, station: Station) -> None:
    Printer.objects.update(address="127.0.0.1:1")
    look(packer_client)
    assert check_watched() == 1
    assert Printer.objects.get().trouble  # no printer's port


def test_a_look_takes_two_statements(
    packer_client: Client, station: Station, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = look(packer_client)["X-Head-Version"]
    with django_assert_num_queries(2):  # the session with its person, station
        assert look(packer_client, version).status_code == 204


def test_it_works_where_the_browser_has_no_station(packer_client: Client) -> None:
    assert look(packer_client).status_code == 200


def test_every_page_shows_the_trouble(packer_client: Client, station: Station) -> None:
    Printer.objects.update(trouble=TROUBLE)
    for path in ("/labels/", "/stations/", "/pack/"):
        page = packer_client.get(path).content.decode()
        assert "Zebra &lt;1&gt;: The printer is out of paper." in page
        assert f'data-head="{PATH}"' in page


def test_a_desk_hears_of_it_with_its_own_look(packer_client: Client, station: Station) -> None:
    version = packer_client.get("/pack/").context["version"]
    assert packer_client.get("/pack/", {"seen": version}).status_code == 204
    Printer.objects.update(trouble=TROUBLE)
    moved = packer_client.get("/pack/", {"seen": version})
    assert "Zebra &lt;1&gt;: The printer is out of paper." in moved.content.decode()


def test_it_says_once_why_no_label_is_fetched(packer_client: Client, station: Station) -> None:
    version = look(packer_client)["X-Head-Version"]
    batch = batch_of("1")
    fetch_pause.refused(sentence="401")
    cache.clear()
    for page in (look(packer_client, version), packer_client.get(f"/labels/batches/{batch.pk}/")):
        assert page.content.decode().count("does not accept our access key") == 1
    fetch_pause.works()
    assert "access key" not in packer_client.get("/labels/").content.decode()


def test_it_says_so_at_a_desk_that_looks(packer_client: Client, station: Station) -> None:
    def desk(seen: str) -> Any:
        return packer_client.get("/pack/", {"seen": seen})

    seen = VERSION.search(packer_client.get("/pack/").content.decode())
    assert seen
    batch_of("1")
    fetch_pause.refused(sentence="401")
    cache.clear()
    assert "does not accept our access key" in desk(seen[1]).content.decode()


def test_it_is_another_version_in_another_language(packer_client: Client) -> None:
    english = look(packer_client)["X-Head-Version"]
    assert look(packer_client, english).status_code == 204
    with translation.override("en"):  # and back to what was before
        turkish = packer_client.get(PATH, {"seen": english}, headers={"accept-language": "tr"})
    assert turkish.status_code == 200
    assert turkish["X-Head-Version"] != english
