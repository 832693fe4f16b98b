"""The station in the header of every page."""

import re

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Printer, Station
from packages_ui.views.context import station as context
from packages_ui.views.stations.this_browser import bind, station_of
from tests.services.station_makers import printer_of, station_at

PAGE = "/labels/"


def here(client: Client) -> str:
    """The words of the link in the header."""
    content = client.get(PAGE).content.decode()
    found = re.search(r'<a id="here".*?</a>', content, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split()) if found else ""


def bound(client: Client, station: Station) -> None:
    client.post(f"/stations/{station.pk}/use/")


def test_it_shows_nothing_where_there_is_no_station(packer_client: Client) -> None:
    assert here(packer_client) == ""


def test_it_says_that_this_browser_stands_nowhere(packer_client: Client) -> None:
    station_at()
    assert here(packer_client) == "No station"
    assert '/stations/?next=/labels/"' in packer_client.get(PAGE).content.decode().replace("%2F", "/")


def test_it_names_the_station_and_leads_there(packer_client: Client) -> None:
    station = station_at(printer_of(looked_at=timezone.now()), name="Desk <7>")
    bound(packer_client, station)
    assert here(packer_client) == "Desk &lt;7&gt; : Printer ready"
    assert f'href="/stations/{station.pk}/"' in packer_client.get(PAGE).content.decode()


def test_it_says_what_troubles_the_label_printer(packer_client: Client) -> None:
    trouble = "The printer is out of paper: put in a new roll."
    station = station_at(printer_of(looked_at=timezone.now(), trouble=trouble), name="Desk 7")
    bound(packer_client, station)
    assert here(packer_client) == "Desk 7 The printer is out of paper"
    Printer.objects.update(paused_at=timezone.now(), paused_because="Jam")
    assert here(packer_client) == "Desk 7 Paused"


def test_it_shows_strangers_nothing(client: Client, db: None) -> None:
    station_at(name="Desk 7")
    assert b"No station" not in client.get("/login/").content


def request_of(station: Station | None) -> HttpRequest:
    request = RequestFactory().get("/")
    if station:
        cookie = bind(HttpResponse(), station).cookies["station"]
        request.COOKIES["station"] = cookie.value
    return request


def test_it_asks_nothing_for_a_page_that_does_not_show_it(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = request_of(station_at())
    with django_assert_num_queries(0):
        context(request)


def test_it_asks_once_a_request(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    station = station_at(document_printer=printer_of())
    request = request_of(station)
    with django_assert_num_queries(1):
        found = station_of(request)
        assert found == station
        assert found
        assert found.label_printer.name
        assert found.document_printer
        assert found.document_printer.name
        assert str(context(request)["my_station"]) == station.name
        assert context(request)["my_condition"].head == "Not checked yet"


def test_it_asks_nothing_without_a_cookie(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert station_of(request_of(None)) is None


@pytest.mark.parametrize("stands", [False, True])
def test_it_costs_a_page_one_query(
    packer_client: Client, django_assert_num_queries: DjangoAssertNumQueries, stands: bool
) -> None:
    station = station_at()
    if stands:
        bound(packer_client, station)
    cache.clear()
    packer_client.get(PAGE)
    with django_assert_num_queries(3) as asked:  # the session with its person and rights, batches, ours
        packer_client.get(PAGE)
    assert sum("packages_ui_station" in query["sql"] for query in asked.captured_queries) == 1
