"""Packages that customers cancel are stopped while the claim is open."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings

from packages_ui.models import PackageStop, PrintJob, SyncWalk
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.claims import open_claim
from packages_ui.sandbox.records import Body, Record
from packages_ui.sandbox.switches import Switches
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.services.claims import poll
from packages_ui.services.claims.poll import minutes_unknown, poll_claims
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.handover.scan import scan as hand_over
from packages_ui.services.mirror.keep import keep_with_items
from packages_ui.services.overview.waits import waits
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.results import ScanOutcome
from packages_ui.services.printing.queue import next_job
from tests.packages import preparing
from tests.services.batch_makers import person
from tests.services.handover.makers import number, packed, ready
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.services.station_makers import station_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    """In our copy, with its items."""
    record = preparing(sandbox, items=2)
    snapshot = read(number=record.number)
    keep_with_items(snapshots={record.number: (snapshot.package, snapshot.items)})
    return record


def cancel(sandbox: Sandbox, record: Record, **more: str) -> Body:
    return open_claim(sandbox._store, record.items[0]["number"], **more)


def stopped() -> set[str]:
    return set(PackageStop.objects.values_list("number", flat=True))


@pytest.mark.parametrize("status", ["open", "waiting"])
def test_it_stops_the_package_of_an_open_claim(sandbox: Sandbox, record: Record, status: str) -> None:
    cancel(sandbox, record, status=status, reason="Changed my mind")
    poll_claims()
    stop = PackageStop.objects.get()
    assert (stop.number, stop.kind, stop.because) == (record.number, "cancel", "Changed my mind")
    assert {one.key: str(one.sentence) for one in waits()}["cancelled"] == (
        "1 package is cancelled by its customer"
    )


def test_it_lets_it_go_on_once_the_claim_is_closed(sandbox: Sandbox, record: Record) -> None:
    batch = ready_batch(printer_of(), record.number)
    claim = cancel(sandbox, record)
    poll_claims()
    assert "The customer cancels package" in job_at(batch, 1).question
    claim["status"] = "closed"
    assert [poll_claims(), poll_claims()].count(True) == 1
    assert not stopped()
    assert not job_at(batch, 1).question


def test_a_cancelled_package_stops_in_the_label_queue_with_a_sentence(
    sandbox: Sandbox, record: Record
) -> None:
    printer = printer_of()
    batch = ready_batch(printer, record.number, "8")
    cancel(sandbox, record, reason="Changed my mind")
    poll_claims()
    found = next_job(printer)
    assert found is not None
    assert found.package_number == "8"
    question = str(job_at(batch, 1).question)
    assert f"The customer cancels package {record.number}" in question
    assert "Changed my mind" in question
    PrintJob.objects.filter(package_number="8").delete()
    assert next_job(printer) is None


def test_no_batch_is_made_of_cancelled_packages_alone(sandbox: Sandbox, record: Record) -> None:
    cancel(sandbox, record)
    poll_claims()
    with pytest.raises(InvalidBatch, match=f"The customer cancels package {record.number}"):
        create(PrintRequest(user_id=person().pk, key="k", packages=[record.number]))


def test_it_keeps_a_hold_when_the_claim_is_closed(sandbox: Sandbox, record: Record) -> None:
    batch = ready_batch(printer_of(), record.number)
    claim = cancel(sandbox, record)
    PackageStop.objects.create(number=record.number, kind="hold", because="fraud?", at=timezone.now())
    poll_claims()
    claim["status"] = "closed"
    poll_claims()
    poll_claims()
    assert "“fraud?”" in job_at(batch, 1).question


def test_it_finds_the_package_once_its_items_are_known(sandbox: Sandbox) -> None:
    record = preparing(sandbox, items=2)
    cancel(sandbox, record)
    poll_claims()
    assert stopped() == {""}
    snapshot = read(number=record.number)
    keep_with_items(snapshots={record.number: (snapshot.package, snapshot.items)})
    poll_claims()
    assert stopped() == {record.number}


def test_it_reads_all_pages(sandbox: Sandbox, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll, "PAGE", 2)
    for place in range(5):
        open_claim(sandbox._store, f"unknown-{place}")
    cancel(sandbox, record)
    poll_claims()
    assert record.number in stopped()
    assert PackageStop.objects.count() == 6


def test_it_keeps_what_it_knows_while_claims_cannot_be_read(sandbox: Sandbox, record: Record) -> None:
    cancel(sandbox, record)
    poll_claims()
    sandbox.switches = Switches(fail_share=1, fail_status=500)
    poll_claims()
    assert stopped() == {record.number}
    assert minutes_unknown() == 0
    SyncWalk.objects.filter(name="claims").update(finished_at=timezone.now() - timedelta(minutes=12))
    assert minutes_unknown() == 12
    assert "not been known for 12 minutes" in {one.key: str(one.sentence) for one in waits()}["claims"]


def test_it_reads_no_more_than_so_many_and_forgets_none(
    sandbox: Sandbox, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel(sandbox, record)
    poll_claims()
    sandbox._store.claims.clear()
    monkeypatch.setattr(poll, "PAGE", 1)
    monkeypatch.setattr(poll, "MOST_PAGES", 1)
    poll_claims()
    assert stopped() == {record.number}


def test_it_says_once_that_a_claim_cannot_be_read(
    sandbox: Sandbox, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    """The sandbox has one with no number."""
    cancel(sandbox, record)
    for _ in range(3):
        poll_claims()
    assert stopped() == {record.number}
    assert caplog.text.count("could not be read") == 1


def test_it_asks_nothing_where_it_is_turned_off(sandbox: Sandbox, record: Record, settings: Settings) -> None:
    cancel(sandbox, record)
    poll_claims()
    settings.SELLER_CENTER_CLAIMS = False
    calls = sandbox.calls["claims"]
    poll_claims()
    assert (sandbox.calls["claims"], stopped()) == (calls, set())


def test_it_stops_the_desk(sandbox: Sandbox) -> None:
    desk = Desk(user_id=person("ayse").pk, station=station_at())
    record = shelved(sandbox, "AKN-A", "AKN-B")
    assert outcomes(desk, record.number) == [ScanOutcome.OPENED]
    cancel(sandbox, record)
    poll_claims()
    assert outcomes(desk, "AKN-A") == [ScanOutcome.STOPPED]


def test_it_stops_the_box_at_handover(sandbox: Sandbox) -> None:
    box = ready(sandbox, "DHL")
    packed(number(box))
    snapshot = read(number=number(box))
    keep_with_items(snapshots={number(box): (snapshot.package, snapshot.items)})
    cancel(sandbox, box)
    poll_claims()
    result = hand_over(texts=[number(box)], station=None, user_id=person().pk)
    assert result.outcome == "stopped"
    assert "The customer cancels package" in result.sentence
