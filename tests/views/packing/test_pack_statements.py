"""What a scan and a poll cost the database: the statements of one request of a packer with a station, with
BEGIN and COMMIT."""

import json
import re
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui import tasks
from packages_ui.models import Invoice, Packing, PackingUnit, PrintJob, Slip, Station, StoredPackage
from packages_ui.models.groups import make_groups
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.head import head
from packages_ui.services.packing.desk import Desk
from packages_ui.services.printing import progress
from tests.services.batch_makers import person
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, slip_of, station_at

pytestmark = [
    pytest.mark.django_db(transaction=True),  # else BEGIN and COMMIT would be savepoints
    pytest.mark.usefixtures("media", "woken", "woken_feeders", "elsewhere", "still"),
]
TRACKING = "TRK-55502"
INVOICE = 6  # statements more at a desk that prints invoices, at most
LOOK, NEWS = 2, 6
OPENINGS = {"listed": 26, "unknown": 35}  # that ask Seller Center
SCANS = {"opened": 11, "counted": 8, "all_counted": 12, "packed": 10}
_clock = count(9_000_000, 1_000)


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "wake_status_changes", lambda: True)


@pytest.fixture(autouse=True)
def _known_head(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The head is read once in two seconds for all stations, not for each request."""
    monkeypatch.setattr(progress, "HEAD_SECONDS", 3600)
    head()


@pytest.fixture
def station(transactional_db: None) -> Station:
    return station_at(name="Desk 1")


@pytest.fixture
def packer_client(station: Station) -> Client:
    """A typical packer: with the permissions of a group, and with a station."""
    make_groups()
    user = User.objects.create_user("ayse")
    user.groups.add(Group.objects.get(name="Packers"))
    client = Client()
    client.force_login(user)
    client.post(f"/stations/{station.pk}/use/")
    return client


@pytest.fixture
def record(sandbox: Sandbox, station: Station) -> Record:
    return shelved(sandbox, "AKN-A", "AKN-B", "AKN-B", waybill_number="WAY-1", tracking_number=TRACKING)


@pytest.fixture
def elsewhere(sandbox: Sandbox, station: Station) -> None:
    """Others pack, and have set packages aside."""
    there = Desk(user_id=person("mehmet").pk, station=station_at(name="Desk 2"))
    outcomes(there, shelved(sandbox, "AKN-C", "AKN-D").number, "AKN-C", "PARK")
    outcomes(there, shelved(sandbox, "AKN-C", "AKN-E").number, "AKN-C")


def scan(client: Client, text: str) -> tuple[str, int]:
    """The outcome, and how many statements it took."""
    clock = next(_clock)
    body = json.dumps({"scans": [{"key": f"statements-{clock}", "texts": [text], "clock": clock}]})
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/pack/scan/", body, content_type="application/json").content.decode()
    found = re.search(r'data-outcome="(\w+)"', answer)
    assert found is not None
    return found[1], len(queries)


def look(client: Client, version: str | None = None) -> tuple[int, int]:
    """The status, and how many statements it took; with the version that the page has."""
    seen: dict[str, Any] = {"seen": client.get("/pack/").context["version"] if version is None else version}
    with CaptureQueriesContext(connection) as queries:
        status = client.get("/pack/", seen).status_code
    return status, len(queries)


def on_paper(record: Record) -> None:
    station = Station.objects.get(name="Desk 1")
    jobs = PrintJob.objects.filter(package_number=record.number)
    jobs.update(state=PrintJob.State.SENT, printer=station.label_printer)


def test_a_look_that_finds_nothing_new_takes_two_statements(packer_client: Client, record: Record) -> None:
    assert look(packer_client) == (204, LOOK)
    scan(packer_client, record.number)
    assert look(packer_client) == (204, LOOK)
    for text in ("AKN-A", "AKN-B", "AKN-B"):
        scan(packer_client, text)
    assert look(packer_client) == (204, LOOK)
    on_paper(record)
    assert look(packer_client) == (204, LOOK)


def test_a_look_with_news_takes_few(packer_client: Client, record: Record) -> None:
    taken = [look(packer_client, "")]
    for text in (record.number, "AKN-A", "AKN-B", "AKN-B"):
        scan(packer_client, text)
        taken.append(look(packer_client, "old"))
    on_paper(record)
    taken.append(look(packer_client, "old"))
    assert {status for status, _ in taken} == {200}
    assert max(statements for _, statements in taken) <= NEWS, taken


def test_a_scan_takes_few(packer_client: Client, record: Record) -> None:
    taken = [scan(packer_client, text) for text in (record.number, "AKN-A", "AKN-B", "AKN-B")]
    on_paper(record)
    taken.append(scan(packer_client, TRACKING))
    assert [outcome for outcome, _ in taken] == ["opened", "counted", "counted", "all_counted", "packed"]
    assert [one for one in taken if one[1] > SCANS[one[0]]] == []


def test_an_opening_that_asks_seller_center_takes_few(
    packer_client: Client, record: Record, sandbox: Sandbox
) -> None:
    StoredPackage.objects.filter(number=record.number).update(items_at=None)
    unknown = shelved(sandbox, "AKN-F", "AKN-G")
    StoredPackage.objects.filter(number=unknown.number).delete()
    taken = {"listed": scan(packer_client, record.number)}
    scan(packer_client, "PARK")
    taken["unknown"] = scan(packer_client, unknown.number)
    assert {outcome for outcome, _ in taken.values()} == {"opened"}
    assert [one for one in taken.items() if one[1][1] > OPENINGS[one[0]]] == []


def test_a_unit_takes_as_few_in_a_large_package(packer_client: Client, record: Record) -> None:
    scan(packer_client, record.number)
    packing = Packing.objects.get(package_number=record.number)
    more = [PackingUnit(packing=packing, number=f"more-{place}", product="AKN-A") for place in range(30)]
    for place, unit in enumerate(more, start=10):
        unit.position = place
    PackingUnit.objects.bulk_create(more)
    assert scan(packer_client, "AKN-A") == ("counted", SCANS["counted"])


def test_a_desk_that_prints_invoices_takes_few_more(
    packer_client: Client, record: Record, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "wake_invoices", lambda: True)
    laser = printer_of(name="Laser")
    Station.objects.filter(pk=station.pk).update(invoices=Station.Invoices.ANY, document_printer=laser)
    taken = [scan(packer_client, text) for text in (record.number, "AKN-A", "AKN-B", "AKN-B")]
    on_paper(record)
    now = timezone.now()
    sent = slip_of(laser, Slip.Kind.DOCUMENT, state=Slip.State.SENT, sent_at=now)
    Invoice.objects.update(state=Invoice.State.KEPT, slip=sent, due_at=None)
    assert look(packer_client) == (204, LOOK)
    taken.append(scan(packer_client, TRACKING))
    more = {outcome: statements - SCANS[outcome] for outcome, statements in taken}
    assert more["counted"] <= 0
    assert max(more.values()) <= INVOICE, more
