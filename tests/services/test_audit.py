"""The audit is written with what it tells of, or not at all."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError

from packages_ui.models import Act, LabelBatch, Printer, PrintJob, Station
from packages_ui.services import audit
from packages_ui.services.batches import batches
from packages_ui.services.printing import answers, browser, control, stations
from tests.services.batch_makers import move as put
from tests.services.batch_makers import person, states
from tests.services.printing.makers import printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ACTS: dict[str, Callable[[LabelBatch, int], object]] = {
    "cancel": lambda batch, user: batches.cancel(batch=batch, user_id=user),
    "retry": lambda batch, user: batches.retry(batch=batch, user_id=user),
    "pause": lambda batch, user: control.pause_batch(batch=batch, user_id=user),
    "move": lambda batch, user: control.move_batch(batch=batch, printer=None, user_id=user),
    "answer": lambda batch, user: answers.answer_unknown(jobs=unknown(batch), came_out=True, user_id=user),
    "came out": lambda batch, user: browser.came_out(batch=batch, user_id=user),
    "pause printer": lambda batch, user: control.pause_printer(
        printer=printer(batch), because="roll", user_id=user
    ),
    "set printer": lambda batch, user: stations.set_label_printer(
        station=Station.objects.get(), printer=printer(batch), user_id=user
    ),
    "delete station": lambda _batch, user: stations.delete_station(
        station=Station.objects.get(), user_id=user
    ),
}


def unknown(batch: LabelBatch) -> list[PrintJob]:
    return list(batch.jobs.filter(state=State.UNKNOWN))


def printer(batch: LabelBatch) -> Printer:
    assert batch.printer
    return batch.printer


@pytest.fixture
def batch(media: object) -> LabelBatch:
    made = ready_batch(printer_of(), "1", "2", "3", "4")
    put(made, State.FAILED, 2)
    put(made, State.UNKNOWN, 3)
    put(made, State.SENT, 4)
    Station.objects.create(name="desk", label_printer=printer_of())
    Act.objects.all().delete()
    return made


@pytest.mark.parametrize("name", ACTS)
def test_it_says_who_did_it(batch: LabelBatch, name: str) -> None:
    user = person("lead").pk
    ACTS[name](batch, user)
    act = Act.objects.get()
    assert (act.user_id, act.outcome) == (user, Act.Outcome.DONE)
    assert act.after


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ACTS)
def test_it_does_nothing_where_that_cannot_be_written(
    batch: LabelBatch, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DatabaseError("disk full")

    before = standing(batch)
    monkeypatch.setattr(audit, "note_all", full)
    monkeypatch.setattr(type(Act.objects), "bulk_create", full)
    with pytest.raises(DatabaseError):
        ACTS[name](batch, person("lead").pk)
    assert standing(batch) == before


def standing(batch: LabelBatch) -> tuple[object, ...]:
    return (
        states(batch),
        list(LabelBatch.objects.values_list("printer", "paused_at", "cancelled_at")),
        list(Printer.objects.values_list("name", "paused_at")),
        list(Station.objects.values_list("name", "label_printer")),
    )


@pytest.mark.django_db(transaction=True)
def test_it_is_never_written_beside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        audit.note(Act.Verb.PAUSE, user_id=None)


def test_it_notes_what_has_changed_of_a_printer() -> None:
    made = printer_of()
    was, made.name = made.name, "Zebra 2"
    stations.save_printer(printer=made, fields=["name", "address"], user_id=person().pk)
    act = Act.objects.get()
    assert act.before == {"printer": made.pk, "name": was}
    assert act.after == {"printer": made.pk, "name": "Zebra 2"}
