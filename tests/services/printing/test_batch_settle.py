"""Batches of which nothing is on its way any more are passed over, until something is."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from packages_ui.models import Label, LabelBatch, Printer, PrintJob
from packages_ui.services.batches import batches
from packages_ui.services.printing import progress
from packages_ui.services.printing.control import move_batch
from packages_ui.services.printing.progress import reopen, settle
from packages_ui.services.printing.queue import in_turn, printers_with_work
from packages_ui.services.printing.reprint import reprint
from tests.services.batch_makers import batch_of, move, person
from tests.services.printing.makers import job_at, printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def is_settled(batch: LabelBatch) -> bool:
    return LabelBatch.objects.exclude(settled_at=None).filter(pk=batch.pk).exists()


@pytest.mark.parametrize(
    "state", [State.WANTED, State.FETCHING, State.READY, State.SENDING, State.SENT, State.UNKNOWN]
)
def test_it_leaves_what_is_on_its_way(state: PrintJob.State) -> None:
    printer = printer_of(answers=True)
    batch = ready_batch(printer, "PK-1", "PK-2")
    move(batch, State.PRINTED)
    move(batch, state, 2, printer=printer)
    assert settle() == 0


@pytest.mark.parametrize("state", [State.PRINTED, State.FAILED, State.CANCELLED])
def test_it_settles_what_has_come_to_its_end(state: PrintJob.State) -> None:
    batch = ready_batch(printer_of(), "PK-1", "PK-2")
    move(batch, state)
    assert settle() == 1
    assert settle() == 0
    assert is_settled(batch)


def test_it_settles_what_a_silent_printer_has_got() -> None:
    printer = printer_of(answers=False)
    batch = ready_batch(printer, "PK-1")
    move(batch, State.SENT, printer=printer, sent_at=timezone.now())
    assert settle() == 1


def test_it_settles_what_is_joined_for_a_browser() -> None:
    batch = batch_of("PK-1")
    move(batch, State.READY)
    assert settle() == 0
    LabelBatch.objects.update(pdf_path="batches/1.pdf")
    assert settle() == 1


def retry(batch: LabelBatch, _printer: Printer) -> None:
    batches.retry(batch=batch)


def print_again(batch: LabelBatch, _printer: Printer) -> None:
    reprint(batch=batch, jobs=[job_at(batch, 1)], because="jam", user_id=person().pk)


def renew(batch: LabelBatch, _printer: Printer) -> None:
    batch.jobs.filter(position=1).update(state=State.READY)
    Label.objects.update(stale_at=timezone.now())
    batches.renew_stale(batch=batch)


def move_here(batch: LabelBatch, printer: Printer) -> None:
    batch.jobs.filter(position=1).update(state=State.READY)
    move_batch(batch=batch, printer=printer)


@pytest.mark.parametrize("again", [retry, print_again, renew, move_here])
def test_it_is_found_again_once_a_label_is_on_its_way_again(
    again: Callable[[LabelBatch, Printer], None],
) -> None:
    printer = printer_of()
    batch = ready_batch(printer, "PK-1", "PK-2")
    move(batch, State.PRINTED, 1)
    move(batch, State.FAILED, 2)
    settle()

    again(batch, printer)

    assert not is_settled(batch)
    assert list(in_turn(printer)) == [batch]
    assert list(printers_with_work()) == [printer]


def test_it_looks_at_no_batch_that_has_settled() -> None:
    """A warehouse has more of them with every day."""
    if connection.vendor == "postgresql":
        pytest.skip("it chooses by what it knows of the rows, and these are few")
    sql, parameters = progress.SEEN.statement()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        assert "SCAN packages_ui_labelbatch USING INDEX batch_unsettled" in str(cursor.fetchall())


def test_it_finds_at_night_what_was_called_settled_and_is_not() -> None:
    batch, done = (ready_batch(printer_of(), number) for number in ("PK-1", "PK-2"))
    move(done, State.PRINTED)
    LabelBatch.objects.update(settled_at=timezone.now())
    assert reopen() == 1
    assert not is_settled(batch)
    assert is_settled(done)
