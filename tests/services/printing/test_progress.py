"""How far batches are, by one query."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.printing.progress import Counts, counts_of, seconds_per_label
from packages_ui.services.printing.reprint import reprint
from tests.services.batch_makers import move, person
from tests.services.printing.makers import job_at, printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def counted(batch: LabelBatch) -> Counts:
    return counts_of(batches=[batch.pk])[batch.pk]


def test_it_tells_each_state_from_the_others() -> None:
    printer = printer_of(answers=True)
    batch = ready_batch(printer, *"123456789")
    for position, state in enumerate(State, start=1):
        move(batch, state, position, printer=printer)
    assert counted(batch) == Counts(
        waiting=2, ready=1, at_printer=2, printed=1, failed=1, unknown=1, cancelled=1
    )
    assert (counted(batch).total, counted(batch).come) == (9, 5)


def test_it_counts_apart_what_is_held_back_by_a_question() -> None:
    batch = ready_batch(printer_of(), "1", "2", "3")
    batch.jobs.filter(position=2).update(question="No barcode can be read.")
    assert counted(batch) == Counts(ready=2, asking=1)


@pytest.mark.parametrize(
    ("printer", "where"),
    [
        ({"kind": "ipp"}, {"at_printer": 1}),
        ({"kind": "raw", "answers": True}, {"at_printer": 1}),
        ({"kind": "raw"}, {"handed": 1}),
        ({"kind": "browser"}, {"handed": 1}),
        (None, {"handed": 1}),
    ],
)
def test_it_knows_which_printers_say_what_came_out(
    printer: dict[str, Any] | None, where: dict[str, int]
) -> None:
    batch = ready_batch(printer_of(), "1")
    move(batch, State.SENT, printer=printer_of(**printer) if printer else None)
    assert counted(batch) == Counts(**where)


def test_it_counts_the_newest_copy_of_a_label_only() -> None:
    batch = ready_batch(printer_of(), "1", "2")
    move(batch, State.PRINTED)
    reprint(batch=batch, jobs=[job_at(batch, 1)], because="jam", user_id=person().pk)
    assert counted(batch) == Counts(ready=1, printed=1)
    assert counted(batch).total == 2


def test_it_asks_once_for_any_number_of_batches(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    batches = [ready_batch(printer_of(), f"{n}1", f"{n}2") for n in range(3)]
    with django_assert_num_queries(1):
        found = counts_of(batches=[*(batch.pk for batch in batches), 9999])
    assert [found[batch.pk].ready for batch in batches] == [2, 2, 2]
    assert found[9999] == Counts()


def printed_at(batch: LabelBatch, printer: Printer, *seconds: float, column: str = "printed_at") -> None:
    state = State.PRINTED if column == "printed_at" else State.SENT
    for position, second in enumerate(seconds, start=1):
        move(batch, state, position, printer=printer, **{column: NOON + timedelta(seconds=second)})


def test_it_measures_the_pace_without_the_longest_pause() -> None:
    printer = printer_of(answers=True)
    batch = ready_batch(printer, *"12345678")
    printed_at(batch, printer, 0, 2, 4, 304, 306, 308)
    assert seconds_per_label(batch=batch, silent=False) == 2


def test_it_measures_a_silent_printer_by_what_it_took() -> None:
    printer = printer_of()
    batch = ready_batch(printer, *"1234")
    printed_at(batch, printer, 0, 3, 6, column="sent_at")
    assert seconds_per_label(batch=batch, silent=True) == 3
    assert seconds_per_label(batch=batch, silent=False) is None


def test_it_knows_no_pace_of_two_labels() -> None:
    printer = printer_of()
    batch = ready_batch(printer, *"1234")
    printed_at(batch, printer, 0, 3)
    assert seconds_per_label(batch=batch, silent=False) is None
