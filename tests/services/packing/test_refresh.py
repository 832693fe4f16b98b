"""The open package follows what has changed at Seller Center."""

import pytest
from django.utils import timezone

from packages_ui.models import Label, LabelBatch, Packing, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.stored_snapshot import keep_read
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.refresh import listed, note_change, refresh_units
from packages_ui.services.packing.results import ScanOutcome
from tests.packages import somebody_else
from tests.services.batch_makers import label_of
from tests.services.packing.at_desk import outcomes, press, scans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def opened(desk: Desk, record: Record, *units: str) -> Packing:
    """Open, with these units in the box."""
    scans(desk, record.number, *units)
    packing = current(desk)
    assert packing
    return packing


def changed(sandbox: Sandbox, record: Record, **body: object) -> None:
    """Somebody changes it at Seller Center, and the copy has it since."""
    somebody_else(sandbox, record, **body)
    keep_read(snapshot=read(number=record.number))


def in_box(packing: Packing) -> list[str]:
    return list(packing.units.filter(done_at__isnull=False).values_list("number", flat=True))


def test_it_keeps_what_is_counted(desk: Desk, record: Record) -> None:
    packing = opened(desk, record, "AKN-A", "AKN-B")
    counted = in_box(packing)
    record.items = [item for item in record.items if item["number"] in counted]
    change = refresh_units(packing=packing, snapshot=read(number=record.number))

    assert [str(item) for item in listed(change.removed)] == ["1 × AKN-B"]
    assert in_box(packing) == counted
    packing.refresh_from_db()
    assert packing.units_done_at  # nothing else is left


def test_it_takes_new_units_in(desk: Desk, record: Record) -> None:
    packing = opened(desk, record, "AKN-A", "AKN-B", "AKN-B")
    record.items.append({**record.items[0], "number": "X-9", "product": "AKN-C"})
    change = refresh_units(packing=packing, snapshot=read(number=record.number))

    assert dict(change.added) == {"AKN-C": 1}
    packing.refresh_from_db()
    assert packing.units_done_at is None
    assert packing.units.get(number="X-9").done_at is None


def test_it_counts_a_unit_that_got_another_number(desk: Desk, record: Record) -> None:
    packing = opened(desk, record, "AKN-A")
    record.items[0]["number"] = "X-9"
    change = refresh_units(packing=packing, snapshot=read(number=record.number))

    assert not change
    assert in_box(packing) == ["X-9"]


def test_it_asks_for_another_label_once_units_have_changed(desk: Desk, record: Record) -> None:
    packing = opened(desk, record, "AKN-A", "AKN-B", "AKN-B")
    packing.refresh_from_db()
    assert packing.batch_id
    record.items.pop()
    refresh_units(packing=packing, snapshot=read(number=record.number))

    packing.refresh_from_db()
    assert packing.batch_id is None
    assert LabelBatch.objects.count() == 1


def test_it_says_what_has_changed_and_counts_nothing_before(
    desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    packing = opened(desk, record, "AKN-A")
    record.items = [item for item in record.items if item["product"] != "AKN-A"]
    changed(sandbox, record)
    (word,) = scans(desk, "AKN-B")

    assert word.outcome is ScanOutcome.CHANGED
    assert word.blocks
    assert "Removed: 1 × AKN-A." in word.sentence
    assert "Take out of the box: 1 × AKN-A." in word.next
    assert in_box(packing) == []
    assert outcomes(desk, "AKN-B") == [ScanOutcome.BLOCKED]
    assert press(desk, "OK") is ScanOutcome.COUNTED
    assert outcomes(desk, "AKN-B") == [ScanOutcome.ALL_COUNTED]


def test_it_says_nothing_of_a_change_that_is_not_in_the_box(
    desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    packing = opened(desk, record)
    changed(sandbox, record, tracking_number="T-1")

    assert outcomes(desk, "AKN-A") == [ScanOutcome.COUNTED]
    packing.refresh_from_db()
    assert packing.tracking_number == "T-1"
    assert packing.seen_at == StoredPackage.objects.get(number=record.number).updated_at


def test_it_shows_a_new_note(desk: Desk, sandbox: Sandbox, record: Record) -> None:
    opened(desk, record, "AKN-A")
    changed(sandbox, record, notes="Do not bend.")

    assert outcomes(desk, "AKN-B") == [ScanOutcome.NOTES_FIRST]


def test_it_looks_with_one_query(
    desk: Desk, record: Record, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    packing = opened(desk, record)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert note_change(packing) is None


def test_it_calls_the_label_of_other_units_outdated(desk: Desk, sandbox: Sandbox, record: Record) -> None:
    opened(desk, record)
    label = label_of(record.number, b"%PDF")
    Label.objects.filter(pk=label.pk).update(fingerprint="made from more", made_at=timezone.now())
    record.items.pop()
    changed(sandbox, record, amount="1.00")
    scans(desk, "AKN-A")

    label.refresh_from_db()
    assert label.stale_at
