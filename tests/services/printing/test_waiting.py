"""What waits for a printer."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.printing.queue import waiting
from tests.services.batch_makers import batch_of, move
from tests.services.station_makers import printer_of

pytestmark = pytest.mark.django_db
State = PrintJob.State


@pytest.fixture
def printer() -> Printer:
    return printer_of()


def batch_at(printer: Printer, *numbers: str, ago: int = 0) -> LabelBatch:
    batch = batch_of(*numbers, printer=printer)
    LabelBatch.objects.filter(pk=batch.pk).update(queued_at=timezone.now() - timedelta(minutes=ago))
    return batch


def order(printer: Printer) -> list[int]:
    return [batch.id for batch in waiting(printer=printer)]


def test_it_lists_them_in_the_order_of_printing(printer: Printer) -> None:
    late, early, current = (
        batch_at(printer, "1", ago=1),
        batch_at(printer, "2", ago=9),
        batch_at(printer, "3"),
    )
    assert order(printer) == [early.pk, late.pk, current.pk]
    printer.current = current
    assert order(printer) == [current.pk, early.pk, late.pk]


def test_it_leaves_out_what_has_come_out_and_what_is_elsewhere(printer: Printer) -> None:
    done, mine = batch_at(printer, "1", "2", "3"), batch_at(printer, "4")
    move(done, State.PRINTED, 1)
    move(done, State.FAILED, 2)
    move(done, State.CANCELLED, 3)
    batch_at(printer_of(), "5")
    batch_of("6")
    assert order(printer) == [mine.pk]


def test_it_counts(printer: Printer) -> None:
    batch = batch_at(printer, *"12345678")
    for position, state in enumerate(
        (State.PRINTED, State.SENT, State.SENDING, State.FAILED, State.UNKNOWN, State.CANCELLED, State.READY),
        1,
    ):
        fields = {"printer": printer} if state == State.SENDING else {}
        move(batch, state, position, **fields)
    move(batch, State.READY, 7, question="Really?")
    (row,) = waiting(printer=printer)
    assert (row.total, row.printed, row.at_printer) == (7, 1, 2)
    assert (row.failed, row.unknown, row.undecided) == (1, 1, 1)


@pytest.mark.parametrize(
    ("states", "batch_paused", "printer_paused", "word"),
    [
        ([State.READY, State.WANTED], False, False, "Printing"),
        ([State.SENT, State.PRINTED], False, False, "Printing"),
        ([State.READY, State.READY], True, False, "Paused"),
        ([State.READY, State.READY], False, True, "Waiting"),
        ([State.UNKNOWN, State.PRINTED], False, False, "Needs an answer"),
    ],
)
def test_it_says_in_a_word_how_it_stands(
    printer: Printer, states: list[str], batch_paused: bool, printer_paused: bool, word: str
) -> None:
    batch, now = batch_at(printer, "1", "2"), timezone.now()
    for position, state in enumerate(states, 1):
        move(batch, State(state), position)
    LabelBatch.objects.update(paused_at=now if batch_paused else None)
    printer.current, printer.paused_at = batch, now if printer_paused else None
    assert [row.word for row in waiting(printer=printer)] == [word]


def test_it_knows_of_nothing_that_waits_for_a_browser() -> None:
    browser = printer_of(Printer.Kind.BROWSER)
    batch_at(browser, "1")
    assert waiting(printer=browser) == ()


def test_it_asks_two_questions_however_many_wait(
    printer: Printer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        batch_at(printer, f"{number}")
    with django_assert_num_queries(2):
        assert len(waiting(printer=printer)) == 10
