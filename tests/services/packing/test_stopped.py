"""A package that is stopped does not go on at a desk."""

import pytest

from packages_ui.models import Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks.hold import hold, release
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.mark import mark
from packages_ui.services.packing.results import ScanOutcome as O
from packages_ui.services.packing.screen import read_desk
from packages_ui.services.packing.without_label import pack_without_label
from tests.services.batch_makers import person
from tests.services.packing.at_desk import outcomes, press, scans
from tests.services.packing.shelves import shelved


def held(number: str) -> None:
    hold(number=number, because="fraud?", user_id=person("fatma").pk)


def test_it_does_not_open_a_held_package(desk: Desk, record: Record) -> None:
    held(record.number)
    [result] = scans(desk, record.number)
    assert result.outcome == O.STOPPED
    assert f"Package {record.number} is on hold by fatma: “fraud?”." in result.sentence
    assert "A lead releases it" in result.next
    assert not Packing.objects.exists()


def test_it_does_not_continue_one_that_was_set_aside(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "PARK")
    held(record.number)
    assert outcomes(desk, record.number) == [O.STOPPED]
    assert Packing.objects.get().state == Packing.State.PARKED


def test_it_counts_nothing_once_it_is_held(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    held(record.number)
    assert outcomes(desk, "AKN-A") == [O.STOPPED]
    assert press(desk, "SKIP") == O.STOPPED
    seen = read_desk(desk=desk).open
    assert seen
    assert seen.done == 0
    assert seen.stop
    assert str(seen.stop.heading) == "On hold"
    assert "on hold by fatma" in seen.stop.sentence


def test_it_counts_again_once_it_is_released(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    held(record.number)
    scans(desk, "AKN-A")
    release(number=record.number, user_id=None)
    assert outcomes(desk, "AKN-A") == [O.COUNTED]


def test_it_can_be_set_aside_for_another_one(desk: Desk, record: Record, sandbox: Sandbox) -> None:
    other = shelved(sandbox, "AKN-C")
    scans(desk, record.number)
    held(record.number)
    assert outcomes(desk, other.number) == [O.OPENED]
    scans(desk, "PARK")
    assert not Packing.objects.filter(state=Packing.State.OPEN).exists()


def test_it_changes_the_desks_version_by_a_hold(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    versions = {_version(desk)}
    held(record.number)
    versions.add(_version(desk))
    assert len(versions) == 2


def test_it_is_not_packed_without_a_label(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    held(record.number)
    with pytest.raises(NotAllowed, match="on hold by fatma"):
        pack_without_label(desk=desk, number=record.number, because="printer_broken")


def test_it_requests_no_label_while_it_is_held(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "AKN-A", "AKN-B")
    held(record.number)
    assert outcomes(desk, "AKN-B") == [O.STOPPED]
    assert Packing.objects.get().batch is None


def _version(desk: Desk) -> str:
    found = mark(user_id=desk.user_id, station_id=desk.station.pk, leads=False)
    assert found
    return found.version


def test_it_stops_once_its_status_is_another_at_seller_center(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    before = _version(desk)
    record.body |= {"status": 4, "updated_at": "2099-01-01T00:00:00Z"}
    keep(packages=[read(number=record.number).package])
    [result] = scans(desk, "AKN-A")
    assert result.outcome == O.STOPPED
    assert "was changed at Seller Center meanwhile: Shipped." in result.sentence
    assert _version(desk) != before
    seen = read_desk(desk=desk).open
    assert seen
    assert seen.stop


def test_it_goes_on_after_a_change_that_is_none_of_its_status(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    record.body |= {"notes": "Ring twice", "updated_at": "2099-01-01T00:00:00Z"}
    keep(packages=[read(number=record.number).package])
    assert outcomes(desk, "AKN-A") == [O.COUNTED]
