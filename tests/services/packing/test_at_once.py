"""What a scan does in its own transaction, and what else happens where that cannot be."""

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, PackageStop, Packing, PrintJob, Scan, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packages.snapshot import Snapshot, read
from packages_ui.services.packing import at_once, label, opening
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.results import ScanOutcome
from tests.services.batch_makers import person
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at

O = ScanOutcome  # noqa: E741 - many of them follow
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def fail(*_: Any, **__: Any) -> None:
    raise RuntimeError("unforeseen")


def taken(*_: Any, **__: Any) -> None:
    raise IntegrityError("at the same moment")


def test_a_package_is_opened_with_its_scan(desk: Desk, record: Record) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert outcomes(desk, record.number) == [O.OPENED]
    assert sum('UPDATE "packages_ui_scan"' in query["sql"] for query in queries) == 0
    assert Scan.objects.get().packing == Packing.objects.get()


def test_it_is_opened_afterwards_where_another_was_at_the_same_moment(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "begin", taken)
    assert outcomes(desk, record.number) == [O.OPENED]
    scan = Scan.objects.get()
    assert (scan.outcome, scan.packing) == (O.OPENED, Packing.objects.get())


def test_it_sets_aside_what_was_opened_here_while_it_was_read(
    desk: Desk, record: Record, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shelved(sandbox, "AKN-C").number
    StoredPackage.objects.filter(number=record.number).update(items_at=None)

    def read_slowly(*, number: str) -> Snapshot:
        monkeypatch.setattr(opening, "read", read)
        assert outcomes(desk, other) == [O.OPENED]
        return read(number=number)

    monkeypatch.setattr(opening, "read", read_slowly)
    assert outcomes(desk, record.number) == [O.OPENED]
    states = dict(Packing.objects.values_list("package_number", "state"))
    assert states == {other: Packing.State.PARKED, record.number: Packing.State.OPEN}


def test_it_is_taken_where_it_was_opened_elsewhere_while_it_was_read(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Desk(user_id=person("fatma").pk, station=station_at(name="Desk 9"))
    StoredPackage.objects.filter(number=record.number).update(items_at=None)

    def read_slowly(*, number: str) -> Snapshot:
        monkeypatch.setattr(opening, "read", read)
        assert outcomes(there, record.number) == [O.OPENED]
        return read(number=number)

    monkeypatch.setattr(opening, "read", read_slowly)
    assert outcomes(desk, record.number) == [O.TAKEN]


def test_two_packages_with_one_order_number_are_a_choice(desk: Desk, sandbox: Sandbox) -> None:
    for sku in ("AKN-A", "AKN-B"):
        shelved(sandbox, sku, order_number="7700000000000099")
    assert outcomes(desk, "7700000000000099") == [O.SEVERAL]
    assert not Packing.objects.exists()


def test_a_stopped_package_is_not_opened(desk: Desk, record: Record) -> None:
    hold = PackageStop.Kind.HOLD
    PackageStop.objects.create(number=record.number, kind=hold, because="Wait", at=timezone.now())
    assert outcomes(desk, record.number) == [O.STOPPED]
    assert not Packing.objects.exists()


def test_a_package_that_is_open_elsewhere_is_not_opened_twice(desk: Desk, record: Record) -> None:
    there = Desk(user_id=person("fatma").pk, station=station_at(name="Desk 9"))
    assert outcomes(there, record.number) == [O.OPENED]
    assert outcomes(desk, record.number) == [O.TAKEN]
    assert Packing.objects.count() == 1


def test_its_label_is_requested_with_the_last_unit(desk: Desk, record: Record) -> None:
    assert outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B")[-1] is O.ALL_COUNTED
    job = PrintJob.objects.get()
    assert job.batch == Packing.objects.get().batch
    assert (job.batch.station, job.batch.printer) == (desk.station, desk.station.label_printer)
    assert job.batch.from_desk
    assert Act.objects.get(verb=Act.Verb.PRINT).after == {"batch": job.batch_id}


def test_the_last_unit_counts_where_the_label_fails_with_it(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label, "create_at_once", fail)
    assert outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B")[-1] is O.ALL_COUNTED
    assert PrintJob.objects.get().batch == Packing.objects.get().batch
    assert Scan.objects.filter(outcome=O.ALL_COUNTED).count() == 1


def test_the_last_unit_counts_where_no_label_can_be_requested(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label, "create_at_once", fail)
    monkeypatch.setattr(label, "create", fail)
    outcomes(desk, record.number, "AKN-A", "AKN-B")
    with pytest.raises(RuntimeError, match="unforeseen"):
        outcomes(desk, "AKN-B")
    assert Packing.objects.get().units_done_at
    assert not LabelBatch.objects.exists()
