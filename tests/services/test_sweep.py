"""What waits is found, whoever forgot it."""

from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import PackageStop, PrintJob, StatusChange
from packages_ui.services import lease
from packages_ui.services.batches.fetch import SLOTS
from packages_ui.services.marks.hold import hold
from packages_ui.services.sweep import sweep
from tests.services.batch_makers import batch_of, move, person, states
from tests.services.printing.makers import printer_of, ready_batch
from tests.services.status_changes.makers import want

State = PrintJob.State
pytestmark = pytest.mark.django_db


def test_it_finds_nothing_where_nothing_waits() -> None:
    move(batch_of("1"), State.FAILED)
    found = sweep()
    assert (found.fetchers, found.feeders, found.to_join) == (0, False, ())


def test_it_asks_for_as_many_fetchers_as_there_are_free_slots() -> None:
    batch_of("1")
    assert sweep().fetchers == SLOTS
    lease.take(name="fetch-0", seconds=500)
    assert sweep().fetchers == SLOTS - 1


def test_it_gives_back_rows_whose_worker_is_dead_and_only_those() -> None:
    batch = batch_of("1", "2", "3")
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False) as clock:
        dead = lease.take(name="fetch-0", seconds=10)
        clock.shift(11)
        living = lease.take(name="fetch-1", seconds=10)
        move(batch, State.FETCHING, 1, claim=dead)
        move(batch, State.FETCHING, 2, claim=living)
        move(batch, State.READY, 3)
        sweep()
    assert states(batch) == [State.WANTED, State.FETCHING, State.READY]
    assert batch.jobs.get(position=1).claim == ""


def test_it_names_settled_batches_without_a_pdf() -> None:
    settled, waiting, joined, all_failed = (batch_of("1", "2") for _ in range(4))
    for batch in (settled, joined):
        move(batch, State.READY, 1)
        move(batch, State.FAILED, 2)
    joined.pdf_path = "batches/1.pdf"
    joined.save(update_fields=["pdf_path"])
    move(waiting, State.READY, 1)
    move(all_failed, State.FAILED)
    assert sweep().to_join == (settled.pk,)


def test_it_lets_go_on_what_was_set_aside_while_its_stop_ended() -> None:
    batch, user = batch_of("1", "2", "3"), person()
    move(batch, State.READY)
    for number in ("1", "2"):
        hold(number=number, because="fraud?", user_id=user.pk)
    batch.jobs.filter(position=3).update(question="Is it the right one?")
    PackageStop.objects.filter(number="1").delete()
    sweep()
    asked = batch.jobs.exclude(question="").values_list("package_number", flat=True)
    assert sorted(asked) == ["2", "3"]


def test_it_changes_nothing_the_second_time() -> None:
    batch = batch_of("1", "2")
    move(batch, State.FETCHING, 1, claim="nobody")
    first = sweep()
    assert sweep() == first
    assert states(batch) == [State.WANTED, State.WANTED]


@pytest.mark.usefixtures("media")
def test_it_wakes_a_feeder_where_a_printer_has_work_and_joins_nothing_there() -> None:
    ready_batch(printer_of(), "1")
    found = sweep()
    assert (found.feeders, found.to_join) == (True, ())


@pytest.mark.usefixtures("media")
def test_it_joins_what_a_browser_prints() -> None:
    batch = ready_batch(printer_of("browser", ""), "1")
    found = sweep()
    assert (found.feeders, found.to_join) == (False, (batch.pk,))


@pytest.mark.usefixtures("media")
def test_it_calls_unknown_what_a_dead_worker_was_sending() -> None:
    printer = printer_of()
    batch = ready_batch(printer, "1")
    move(batch, State.SENDING, printer=printer, claim="dead")
    sweep()
    assert states(batch) == [State.UNKNOWN]


def test_it_gives_status_changes_back_and_wakes_a_sender_for_those_that_are_due() -> None:
    change = want(package_number="1", status=3, user_id=person().pk)
    StatusChange.objects.update(state=StatusChange.State.SENDING, claim="dead")
    assert sweep().senders
    change.refresh_from_db()
    assert change.state == StatusChange.State.WANTED
    StatusChange.objects.update(due_at=datetime(2100, 1, 1, tzinfo=UTC))
    assert not sweep().senders


def test_it_finds_all_that_waits_by_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    batch = batch_of("1")
    move(batch, State.READY)
    want(package_number="1", status=3, user_id=person().pk)
    with django_assert_num_queries(2):  # the printers that nobody feeds are one
        found = sweep()
    assert (found.senders, found.to_join) == (True, (batch.pk,))
