"""What is left at a station when its shift ends."""

import pytest
from django.utils import timezone

from packages_ui.models import Packing, PrintJob, StatusChange
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.shift import InProgress, Shift, left_at
from tests.services.batch_makers import move
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.printing.makers import ready_batch
from tests.services.status_changes.makers import want

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def seen(desk: Desk) -> Shift:
    return left_at(station=desk.station)


def numbers(begun: tuple[InProgress, ...]) -> list[str]:
    return [one.number for one in begun]


def test_an_empty_desk_has_nothing_left(desk: Desk) -> None:
    assert seen(desk).left == 0


def test_a_package_moves_from_list_to_list(desk: Desk, record: Record) -> None:
    outcomes(desk, record.number, "AKN-A", "PARK")
    (one,) = seen(desk).unfinished
    assert (one.number, one.done, one.total, one.who) == (record.number, 1, 3, "ayse")
    outcomes(desk, record.number, "AKN-B", "AKN-B")
    assert numbers(seen(desk).unlabelled) == [record.number]
    printer = desk.station.label_printer
    jobs = PrintJob.objects.filter(package_number=record.number)
    jobs.update(state=State.PRINTED, printer=printer, printed_at=timezone.now(), codes="TRK-1")
    assert numbers(seen(desk).unread) == [record.number]
    outcomes(desk, "TRK-1")
    shift = seen(desk)
    assert shift.unread == ()
    assert [change.package_number for change in shift.changes] == [record.number]
    assert shift.packed == (("ayse", 1),)
    StatusChange.objects.update(state=StatusChange.State.CONFLICT)
    assert [change.package_number for change in seen(desk).conflicts] == [record.number]
    StatusChange.objects.update(state=StatusChange.State.SENT)
    assert seen(desk).left == 0


def test_it_names_labels_to_look_for_and_those_to_come(desk: Desk) -> None:
    printer = desk.station.label_printer
    batch = ready_batch(printer, "1", "2", "3")
    move(batch, State.UNKNOWN, 1, printer=printer, unknown_at=timezone.now())
    move(batch, State.PRINTED, 2, printer=printer, maybe_twice=True)
    shift = seen(desk)
    assert [row.number for row in shift.unknown] == ["1"]
    assert [paper.number for paper in shift.twice] == ["2"]
    assert [row.id for row in shift.batches] == [batch.pk]
    move(batch, State.PRINTED, 3, printer=printer)
    shift = seen(desk)
    assert (shift.batches, shift.left) == ((), 2)  # what is unknown counts once


def test_it_lists_nothing_of_another_desk(desk: Desk, other_desk: Desk, sandbox: Sandbox) -> None:
    theirs = shelved(sandbox, "AKN-A")
    outcomes(other_desk, theirs.number)
    packing = Packing.objects.get()
    want(package_number="7", status=3, user_id=other_desk.user_id, packing=packing)
    ready_batch(other_desk.station.label_printer, "8")
    shift = seen(desk)
    assert (shift.left, shift.packed) == (0, ())
    assert seen(other_desk).left == 3
