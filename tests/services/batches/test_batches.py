"""Batches: one for one wish, in the wished order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection

from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.batches import batch_create, batches
from packages_ui.services.batches.batch_create import PrintRequest
from packages_ui.services.errors import AlreadyPrinted, InvalidBatch
from tests.in_process import in_process
from tests.services.batch_makers import batch_of, move, person, states
from tests.services.printing.makers import printer_of
from tests.services.station_makers import station_at

State = PrintJob.State
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def packer(db: None) -> User:
    return person()


def ask(user: User, key: str, packages: list[str], **more: Any) -> tuple[LabelBatch, bool]:
    return batch_create.create(PrintRequest(user_id=user.pk, key=key, packages=packages, **more))


def numbers(batch: LabelBatch) -> list[str]:
    return list(batch.jobs.order_by("position").values_list("package_number", flat=True))


def test_it_keeps_the_order_and_drops_repeats_and_blanks(packer: User) -> None:
    batch, created = ask(packer, "k", ["9", " 1 ", "", "9", "5"])
    assert created
    assert numbers(batch) == ["9", "1", "5"]
    assert states(batch) == [State.WANTED] * 3


def test_it_writes_down_who_printed_what(packer: User) -> None:
    batch = batch_of("1", "2", owner=packer)
    acts = Act.objects.filter(verb=Act.Verb.PRINT, user=packer)
    assert sorted(acts.values_list("package_number", flat=True)) == ["1", "2"]
    assert {act.after["batch"] for act in acts} == {batch.pk}


@pytest.mark.parametrize(
    ("packages", "words"),
    [
        ([], "No package"),
        ([" "], "No package"),
        ([str(n) for n in range(5001)], "5001"),
        (["1\n2"], "not valid"),
    ],
)
def test_it_refuses_what_is_no_list_of_packages(packer: User, packages: list[str], words: str) -> None:
    with pytest.raises(InvalidBatch, match=words):
        ask(packer, "k", packages)
    assert not LabelBatch.objects.exists()


def test_it_takes_a_thousand(packer: User) -> None:
    batch, _ = ask(packer, "k", [str(n) for n in range(1000)])
    assert batch.jobs.count() == 1000


def test_it_finds_the_batch_of_the_same_key_and_of_the_same_list(packer: User) -> None:
    first, _ = ask(packer, "one", ["1", "2"])
    assert ask(packer, "one", ["1", "2"]) == (first, False)
    assert ask(packer, "two", ["1", "2"]) == (first, False)


def test_it_prints_the_same_list_at_another_printer_at_once(packer: User) -> None:
    """Only a second press of the same button is taken for the first."""
    first, _ = ask(packer, "one", ["1", "2"])
    fed = printer_of()
    second, created = ask(packer, "two", ["1", "2"], printer=fed)
    assert created
    assert (second.printer, first.printer) == (fed, None)
    assert ask(packer, "three", ["1", "2"], printer=fed) == (second, False)


def test_it_asks_where_the_same_list_is_on_its_way_to_another_printer(packer: User) -> None:
    there, here = printer_of(), printer_of()
    ask(packer, "one", ["1"], printer=there)
    with pytest.raises(AlreadyPrinted) as told:
        ask(packer, "two", ["1"], printer=here)
    assert told.value.before[0].where == there.name
    assert ask(packer, "two", ["1"], printer=here, because="lost")[1]


def test_it_takes_the_same_list_from_another_station_for_another_wish(packer: User) -> None:
    ask(packer, "one", ["1"], station=station_at())
    assert ask(packer, "two", ["1"], station=station_at())[1]


def test_it_makes_nothing_for_a_printer_that_is_gone(packer: User) -> None:
    gone = printer_of()
    Printer.objects.all().delete()
    with pytest.raises(InvalidBatch, match="no longer exists"):
        ask(packer, "one", ["1"], printer=gone)


def test_it_never_revives_a_cancelled_batch(packer: User) -> None:
    batch = batch_of("1", "2")
    move(batch, State.FAILED, 1)
    batches.cancel(batch=batch)
    assert batches.retry(batch=batch) == 0
    assert states(batch) == [State.FAILED, State.CANCELLED]


def test_it_makes_another_one_when_asked_again_but_only_once_for_a_key(packer: User) -> None:
    first, _ = ask(packer, "one", ["1"])
    second, created = ask(packer, "two", ["1"], again=True)
    assert created
    assert second != first
    assert ask(packer, "two", ["1"], again=True) == (second, False)


@pytest.mark.parametrize("packages", [["2", "1"], ["1"], ["1", "2", "3"]])
def test_it_does_not_take_another_list_for_the_same_one(packer: User, packages: list[str]) -> None:
    """The key of a page that was left open stands for the list that was sent with it, not for any list."""
    ask(packer, "one", ["1", "2"])
    batch, created = ask(packer, "one", packages)
    assert created
    assert numbers(batch) == packages


def test_it_does_not_give_one_person_anothers_batch(packer: User) -> None:
    ask(packer, "one", ["1"])
    _, created = ask(person("other"), "one", ["1"])
    assert created


def test_it_forgets_the_same_list_after_two_minutes_and_after_a_cancel(packer: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask(packer, "one", ["1"])
        clock.shift(timedelta(minutes=3))
        second, created = ask(packer, "two", ["1"])
        assert created
        batches.cancel(batch=second)
        assert ask(packer, "three", ["1"])[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keys", [["one"] * 5, ["one", "two", "three", "four", "five"]])
def test_it_makes_one_batch_of_presses_at_once(keys: list[str]) -> None:
    packer = person()

    def press(key: str) -> int:
        try:
            return ask(packer, key, ["1", "2"])[0].pk
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(press, keys))
    assert len(set(found)) == 1
    assert PrintJob.objects.count() == 2


def test_it_retries_only_what_failed(packer: User) -> None:
    batch = batch_of("1", "2", "3", "4")
    move(batch, State.READY, 1)
    move(batch, State.FAILED, 2, 3, reason="not ready")
    move(batch, State.CANCELLED, 4)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf")
    assert batches.retry(batch=batch) == 2
    assert states(batch) == [State.READY, State.WANTED, State.WANTED, State.CANCELLED]
    batch.refresh_from_db()
    assert batch.pdf_path == ""


def test_it_retries_one_of_this_batch_with_our_own_label(packer: User) -> None:
    batch, other = batch_of("1", "2"), batch_of("1")
    move(batch, State.FAILED)
    move(other, State.FAILED)
    jobs = [*other.jobs.all(), batch.jobs.get(position=2)]
    assert batches.retry(batch=batch, jobs=[job.pk for job in jobs], own=True) == 1
    assert [job.own for job in batch.jobs.order_by("position")] == [False, True]
    assert states(other) == [State.FAILED]


def test_a_label_that_is_asked_for_again_is_not_doubted_for_its_last_try(packer: User) -> None:
    batch = batch_of("1", owner=packer)
    move(batch, State.FAILED, 1, maybe_twice=True)
    assert batches.retry(batch=batch) == 1
    assert not batch.jobs.get().maybe_twice


def test_it_keeps_the_pdf_when_there_is_nothing_to_retry(packer: User) -> None:
    batch = batch_of("1")
    move(batch, State.READY)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf")
    assert batches.retry(batch=batch) == 0
    batch.refresh_from_db()
    assert batch.pdf_path == "batches/1.pdf"


def test_it_cancels_what_waits_and_keeps_what_has_come(packer: User) -> None:
    batch = batch_of("1", "2", "3", "4")
    move(batch, State.READY, 1)
    move(batch, State.FETCHING, 2, claim="somebody")
    move(batch, State.FAILED, 3)
    assert batches.cancel(batch=batch) == 2
    assert states(batch) == [State.READY, State.CANCELLED, State.FAILED, State.CANCELLED]
    assert batches.cancel(batch=batch) == 0


def test_it_counts_how_far_a_batch_is(packer: User) -> None:
    batch = batch_of(*"12345678")
    with time_machine.travel(NOON, tick=False) as clock:
        batch.jobs.update(wanted_at=NOON)
        move(batch, State.FETCHING, 1, 2, 3, 4, fetching_at=NOON)
        assert batches.progress(batch).seconds_left is None
        clock.shift(8)
        move(batch, State.READY, 1, 2, 3)
        move(batch, State.FAILED, 4)
        progress = batches.progress(batch)
    assert (progress.total, progress.waiting, progress.ready, progress.failed) == (8, 4, 3, 1)
    assert (progress.percent, progress.seconds_left, progress.settled) == (50, 8, False)


def test_it_does_not_count_the_time_before_a_retry(packer: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        batch = batch_of("1", "2", "3")
        move(batch, State.FAILED, fetching_at=NOON)
        move(batch, State.READY, 1)
        clock.shift(3600)
        batches.retry(batch=batch)
        assert batches.progress(batch).seconds_left is None
        move(batch, State.FETCHING, 2, fetching_at=NOON + timedelta(hours=1))
        clock.shift(2)
        move(batch, State.READY, 2)
        assert batches.progress(batch).seconds_left == 2


def test_it_is_finished_when_nothing_more_happens_by_itself(packer: User) -> None:
    batch = batch_of("1", "2")
    move(batch, State.READY, 1)
    move(batch, State.FAILED, 2)
    assert batches.progress(batch).settled
    assert not batches.progress(batch).finished
    batch.pdf_path = "batches/1.pdf"
    assert batches.progress(batch).finished


def test_it_is_finished_without_a_pdf_when_all_failed(packer: User) -> None:
    batch = batch_of("1")
    move(batch, State.FAILED)
    assert batches.progress(batch).finished


@pytest.mark.parametrize(
    ("states_", "settled", "finished"),
    [
        ([State.PRINTED, State.WANTED], False, False),
        ([State.PRINTED, State.READY], False, False),
        ([State.PRINTED, State.SENDING], False, False),
        ([State.PRINTED, State.SENT], False, False),
        ([State.PRINTED, State.UNKNOWN], True, True),
        ([State.PRINTED, State.FAILED], True, True),
        ([State.PRINTED, State.PRINTED], True, True),
    ],
)
def test_it_is_finished_when_a_printer_has_nothing_left(
    packer: User, states_: list[State], settled: bool, finished: bool
) -> None:
    printer = printer_of(answers=True)
    batch = batch_of("1", "2", printer=printer)
    for position, state in enumerate(states_, start=1):
        move(batch, state, position, printer=printer)
    progress = batches.progress(batch)
    assert (progress.fed, progress.settled, progress.finished) == (True, settled, finished)


def test_it_is_not_finished_while_a_label_asks(packer: User) -> None:
    batch = batch_of("1", printer=printer_of(answers=True))
    move(batch, State.READY, question="No barcode can be read.")
    progress = batches.progress(batch)
    assert (progress.settled, progress.finished, progress.open) == (True, False, 1)


def test_it_is_finished_when_a_silent_printer_has_taken_all(packer: User) -> None:
    printer = printer_of()
    batch = batch_of("1", "2", printer=printer)
    move(batch, State.SENT, printer=printer)
    progress = batches.progress(batch)
    assert (progress.silent, progress.finished, progress.on_paper) == (True, True, 2)


def test_it_is_finished_in_the_browser_once_handed_over(packer: User) -> None:
    batch = batch_of("1", "2")
    move(batch, State.SENT, 1)
    move(batch, State.FAILED, 2)
    assert batches.progress(batch).finished  # its PDF may be gone: it is not made again
    move(batch, State.READY, 2)
    assert not batches.progress(batch).finished


def test_it_waits_for_what_another_printer_still_holds(packer: User) -> None:
    batch = batch_of("1", "2")
    move(batch, State.SENT, 1, printer=printer_of(answers=True))
    move(batch, State.READY, 2)
    batch.pdf_path = "batches/1.pdf"
    assert not batches.progress(batch).finished


def test_it_tells_the_time_left_by_the_printers_pace(packer: User) -> None:
    printer = printer_of(answers=True)
    batch = batch_of(*"123456789", printer=printer)
    move(batch, State.READY)
    assert batches.progress(batch).seconds_left is None
    for position in (1, 2, 3, 4):
        move(batch, State.PRINTED, position, printed_at=NOON + timedelta(seconds=3 * position))
    assert batches.progress(batch).seconds_left == 15


def test_it_cancels_what_has_not_been_sent_to_the_printer(packer: User) -> None:
    printer = printer_of(answers=True)
    batch = batch_of("1", "2", "3", "4", printer=printer)
    move(batch, State.PRINTED, 1)
    move(batch, State.SENT, 2, printer=printer)
    move(batch, State.READY, 3)
    assert batches.cancel(batch=batch) == 2
    assert states(batch) == [State.PRINTED, State.SENT, State.CANCELLED, State.CANCELLED]


def test_it_lets_a_printer_try_anew_what_it_gave_up(packer: User) -> None:
    batch = batch_of("1", printer=printer_of())
    move(batch, State.FAILED, attempts=3, checked=True, question="No barcode can be read.")
    batches.retry(batch=batch)
    job = batch.jobs.get()
    assert (job.attempts, job.checked, str(job.question)) == (0, False, "")


def test_it_finds_all_that_match_oldest_first() -> None:
    with in_process(Sandbox(packages=130, seed=1)) as sandbox:
        found = batch_create.matching(filters=PackageFilters(status=2, limit=50))
    wanted = [number for number, record in sandbox.packages.items() if record.status == 2]
    assert found == wanted


def test_it_refuses_more_than_a_thousand_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_create, "MOST_PACKAGES", 10)
    with in_process(Sandbox(packages=30, seed=1)), pytest.raises(InvalidBatch, match="More than 10 packages"):
        batch_create.matching(filters=PackageFilters())
