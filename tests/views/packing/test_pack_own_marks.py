"""The desk shows what people wrote on a package."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from packages_ui.models import Packing, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.marks.write_on import write_on
from packages_ui.services.packing.beside import beside_of
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at
from tests.views.packing.test_pack_goods import desk

pytestmark = [pytest.mark.usefixtures("media", "woken", "woken_feeders")]


@pytest.fixture
def record(sandbox: Sandbox, packer_client: Client) -> Record:
    packer_client.post(f"/stations/{station_at(name='Desk 1').pk}/use/")
    return shelved(sandbox, "AKN-A", "AKN-B")


def write(record: Record, seen: int = 0, note: str = "two <boxes>") -> None:
    to = f"s{Station.objects.get().pk}"
    write_on(number=record.number, note=note, tags=["VIP", "A"], assigned=to, seen=seen, user_id=None)


def test_it_says_so_under_the_headline(packer_client: Client, record: Record) -> None:
    write(record)
    page = desk(packer_client, record.number)
    line = page.split('<p class="desk-own">')[1].split("</p>")[0]
    assert "two &lt;boxes&gt;" in line
    assert line.index(">A<") < line.index(">VIP<") < line.index("Desk 1")


def test_it_says_nothing_of_others(packer_client: Client, record: Record) -> None:
    assert "desk-own" not in desk(packer_client, record.number)


def test_it_shows_what_is_written_meanwhile(packer_client: Client, record: Record) -> None:
    desk(packer_client, record.number)
    version = "old-" + packer_client.get("/pack/").context["version"].partition("-")[2]
    write(record)
    response = packer_client.get("/pack/", {"seen": version})
    assert "desk-own" in response.content.decode()


def test_it_asks_once_for_all_that_stands_beside(packer_client: Client, record: Record) -> None:
    desk(packer_client, record.number)
    write(record)
    beside_of(Packing.objects.get())
    with CaptureQueriesContext(connection) as statements:
        own = beside_of(Packing.objects.get()).own
    assert (own.note, own.tags, own.assignee) == ("two <boxes>", ("A", "VIP"), "Desk 1")
    assert len(statements) == 2  # the packing, and all of it
