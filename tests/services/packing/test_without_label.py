"""A lead packs without a label: the reason is recorded, and no label prints later."""

import pytest
from django.db import DatabaseError

from packages_ui.models import Act, Packing, PrintJob, StatusChange
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.errors import NotAllowed
from packages_ui.services.handover.scan import scan as hand_over
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.without_label import pack_without_label
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.packing.test_on_paper import be
from tests.services.station_makers import printer_of

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
WHY = "The printer is broken"


@pytest.fixture
def record(sandbox: Sandbox, desk: Desk) -> Record:
    made = shelved(sandbox, "AKN-A")
    outcomes(desk, made.number, "AKN-A")
    return made


@pytest.mark.parametrize("state", [State.WANTED, State.FETCHING, State.READY])
def test_it_packs_and_cancels_the_label(desk: Desk, record: Record, state: State) -> None:
    job = be(state, record)
    pack_without_label(desk=desk, number=record.number, because=WHY)
    packing = Packing.objects.get()
    assert (packing.state, packing.no_label_because) == (Packing.State.PACKED, WHY)
    assert packing.read_back_at is None
    act = Act.objects.get(verb=Act.Verb.PACK_WITHOUT_LABEL)
    assert (act.user_id, act.package_number, act.after["because"]) == (desk.user_id, record.number, WHY)
    assert StatusChange.objects.get().package_number == record.number
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_it_writes_all_or_nothing(desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    job = be(State.READY, record)

    def fail(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(Act.objects, "create", fail)
    with pytest.raises(DatabaseError):
        pack_without_label(desk=desk, number=record.number, because=WHY)
    job.refresh_from_db()
    assert (job.state, Packing.objects.get().state) == (State.READY, Packing.State.OPEN)
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNKNOWN])
def test_it_is_refused_while_a_label_may_print(desk: Desk, record: Record, state: State) -> None:
    be(state, record, printer=printer_of(answers=True))
    with pytest.raises(NotAllowed, match="Nothing was changed"):
        pack_without_label(desk=desk, number=record.number, because=WHY)
    assert not Act.objects.filter(verb=Act.Verb.PACK_WITHOUT_LABEL).exists()


def test_it_is_refused_before_all_units_are_counted(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A", "AKN-B")
    outcomes(desk, record.number, "AKN-A")
    with pytest.raises(NotAllowed, match="confirm its notes and items"):
        pack_without_label(desk=desk, number=record.number, because=WHY)


def test_it_is_refused_for_what_is_not_open_here(desk: Desk, other_desk: Desk, record: Record) -> None:
    with pytest.raises(NotAllowed, match="not open"):
        pack_without_label(desk=other_desk, number=record.number, because=WHY)


def test_its_box_may_be_handed_over(desk: Desk, record: Record) -> None:
    pack_without_label(desk=desk, number=record.number, because=WHY)
    box = hand_over(texts=[record.number], station=desk.station, user_id=desk.user_id)
    assert box.outcome == "in"
