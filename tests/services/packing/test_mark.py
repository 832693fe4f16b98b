"""A cheap poll: whatever the page shows, the mark changes once that does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from packages_ui.models import (
    Label,
    LabelBatch,
    PackageStop,
    Packing,
    PackingUnit,
    Printer,
    PrintJob,
    Station,
    StatusChange,
)
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.marks.hold import hold
from packages_ui.services.marks.write_on import add_tag, assign, write_on
from packages_ui.services.packing import mark as marks
from packages_ui.services.packing.desk import TAKES_OVER, Desk
from packages_ui.services.packing.mark import mark
from packages_ui.services.packing.screen import read_desk
from tests.services.batch_makers import label_of
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.printing.makers import ready_batch
from tests.services.status_changes.makers import want

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "still")]


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time alone moves nothing."""
    monkeypatch.setattr(marks, "SECONDS", 10**12)


def version(desk: Desk) -> str:
    found = mark(user_id=desk.user_id, station_id=desk.station.pk, leads=desk.leads)
    assert found is not None
    return found.version


def unit(desk: Desk) -> None:
    outcomes(desk, "AKN-B")


def wrong_unit(desk: Desk) -> None:
    outcomes(desk, "nobody-knows")


def units_taken_out(desk: Desk) -> None:
    PackingUnit.objects.filter(product="AKN-A").delete()


def another_follows(desk: Desk) -> None:
    Packing.objects.update(notes=[["Note", "Fragile"]], notes_confirmed_at=None)


def parked(desk: Desk) -> None:
    outcomes(desk, "PARK")


def a_change_waits(desk: Desk) -> None:
    want(package_number="1", status=3, user_id=desk.user_id)
    StatusChange.objects.update(due_at=timezone.now() + timedelta(seconds=5))  # one attempt has failed


def trouble(desk: Desk) -> None:
    Printer.objects.update(trouble="The printer is out of paper.")


def other_name(desk: Desk) -> None:
    Station.objects.update(name="Desk by the door")


def held(desk: Desk) -> None:
    hold(number=Packing.objects.get().package_number, because="fraud?", user_id=desk.user_id)


def cancelled(desk: Desk) -> None:
    number = Packing.objects.get().package_number
    PackageStop.objects.create(number=number, kind="cancel", claim="C1", item="1", at=timezone.now())


def noted(desk: Desk) -> None:
    write_on(
        number=Packing.objects.get().package_number,
        note="Call first",
        tags=[],
        assigned="",
        seen=0,
        user_id=desk.user_id,
    )


def tagged(desk: Desk) -> None:
    add_tag(number=Packing.objects.get().package_number, tag="vip", user_id=desk.user_id)


def assigned(desk: Desk) -> None:
    number, whose = Packing.objects.get().package_number, f"s{desk.station.pk}"
    assign(number=number, assigned=whose, user_id=desk.user_id)


@pytest.mark.parametrize("move", [held, cancelled, noted, tagged, assigned])
def test_it_changes_when_somebody_marks_the_open_package(
    desk: Desk, record: Record, move: Callable[[Desk], None]
) -> None:
    """And the page shows something else."""
    outcomes(desk, record.number)
    before, shown = version(desk), read_desk(desk=desk).version
    move(desk)
    assert version(desk) != before
    assert read_desk(desk=desk).version != shown


def test_it_stays_when_somebody_marks_another_package(desk: Desk, record: Record) -> None:
    outcomes(desk, record.number)
    before = version(desk)
    hold(number="other", because="fraud?", user_id=desk.user_id)
    add_tag(number="other", tag="vip", user_id=desk.user_id)
    assert version(desk) == before


@pytest.mark.parametrize(
    "move",
    [unit, wrong_unit, units_taken_out, another_follows, parked, a_change_waits, trouble, other_name],
)
def test_it_changes_when_the_open_package_moves(
    desk: Desk, record: Record, move: Callable[[Desk], None]
) -> None:
    outcomes(desk, record.number, "AKN-B")
    before = version(desk)
    assert version(desk) == before
    move(desk)
    assert version(desk) != before


def job_fields() -> list[dict[str, object]]:
    now = timezone.now()
    return [
        {"state": State.FETCHING},
        {"state": State.SENDING, "sending_at": now},
        {"state": State.FAILED, "reason": "Seller Center has no label."},
        {"state": State.READY, "question": "No barcode is the package's own."},
        {"state": State.CANCELLED},
        {"printed_at": now},
        {"warning": "Look at it."},
    ]


@pytest.mark.parametrize("fields", job_fields())
def test_it_changes_when_the_label_moves(desk: Desk, record: Record, fields: dict[str, object]) -> None:
    outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    before = version(desk)
    PrintJob.objects.update(**fields)
    assert version(desk) != before


def test_it_changes_when_the_label_is_outdated_or_joined(desk: Desk, record: Record) -> None:
    outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    PrintJob.objects.update(label=label_of(record.number, b"%PDF"), state=State.READY)
    seen = [version(desk)]
    Label.objects.update(stale_at=timezone.now())
    seen.append(version(desk))
    LabelBatch.objects.update(pdf_path="joined.pdf")
    seen.append(version(desk))
    assert len(set(seen)) == 3


def test_it_changes_when_the_printer_does_what_comes_first(desk: Desk, record: Record) -> None:
    batch = ready_batch(desk.station.label_printer, "1", "2")
    outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    PrintJob.objects.filter(package_number=record.number).update(state=State.READY)
    before = version(desk)
    batch.jobs.filter(position=1).update(state=State.PRINTED)
    assert version(desk) != before


def test_an_idle_desk_sees_what_it_may_continue(
    desk: Desk, other_desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    lead = replace(desk, rights=frozenset({TAKES_OVER}))
    other = shelved(sandbox, "AKN-C", "AKN-D")
    seen, seen_by_lead = [version(desk)], [version(lead)]
    for text in (other.number, "AKN-C", "PARK"):
        outcomes(other_desk, text)
        seen.append(version(desk))
        seen_by_lead.append(version(lead))
    assert [one != seen[0] for one in seen] == [False, False, False, True]
    assert len(set(seen_by_lead)) == 4
    assert read_desk(desk=desk).left[0].done == 1


def test_an_idle_desk_sees_idle_packages(
    desk: Desk, other_desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    outcomes(other_desk, record.number)
    assert read_desk(desk=desk).left == ()
    before = version(desk)
    Packing.objects.update(touched_at=timezone.now() - timedelta(hours=1))
    assert version(desk) != before
    assert [one.number for one in read_desk(desk=desk).left] == [record.number]


def test_what_is_sent_at_once_is_no_news(desk: Desk, record: Record) -> None:
    before = version(desk)
    want(package_number="1", status=3, user_id=desk.user_id)
    assert version(desk) == before
    StatusChange.objects.update(wanted_at=timezone.now() - marks.LATE)
    assert version(desk) != before


def test_a_busy_desk_ignores_the_others(
    desk: Desk, other_desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    outcomes(desk, record.number)
    before = version(desk)
    outcomes(other_desk, shelved(sandbox, "AKN-C", "AKN-D").number, "AKN-C")
    assert version(desk) == before
    assert read_desk(desk=desk).left == ()


def test_it_counts_what_waits_and_what_is_packed(desk: Desk, other_desk: Desk, record: Record) -> None:
    want(package_number="1", status=3, user_id=desk.user_id)
    want(package_number="2", status=3, user_id=desk.user_id)
    StatusChange.objects.update(due_at=timezone.now() + timedelta(seconds=5))
    StatusChange.objects.filter(package_number="2").update(state=StatusChange.State.CONFLICT)
    outcomes(desk, record.number)
    now = timezone.now()
    Packing.objects.update(state=Packing.State.PACKED, packed_at=now)
    found = mark(user_id=desk.user_id, station_id=desk.station.pk, leads=desk.leads)
    assert found is not None
    assert (found.waiting, found.conflicts, found.packed_today) == (1, 1, 1)
    Packing.objects.update(packed_at=F("packed_at") - timedelta(days=1))
    found = mark(user_id=desk.user_id, station_id=desk.station.pk, leads=desk.leads)
    assert found is not None
    assert found.packed_today == 0


def test_it_changes_with_time_alone(desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter((10.0, 29.0, 31.0))
    monkeypatch.setattr(marks, "SECONDS", 30)
    monkeypatch.setattr(marks, "time", lambda: next(moments))
    first, same, later = version(desk), version(desk), version(desk)
    assert first == same != later


def test_there_is_none_without_the_station(desk: Desk) -> None:
    assert mark(user_id=desk.user_id, station_id=desk.station.pk + 1, leads=False) is None
