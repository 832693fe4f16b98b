"""What comes next at a printer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from packages_ui.models import Label, LabelBatch, Packing, Printer, PrintJob, Slip
from packages_ui.services.printing import control
from packages_ui.services.printing.queue import (
    followed,
    free_printers,
    in_turn,
    next_job,
    printers_with_work,
)
from tests.services.batch_makers import batch_of, move
from tests.services.printing.makers import hold, job_at, let_go, printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def printer(db: None) -> Printer:
    return printer_of(answers=True)


def next_number(printer: Printer) -> str:
    job = next_job(Printer.objects.get(pk=printer.pk))
    return job.package_number if job else ""


def test_it_goes_by_position_not_by_text(printer: Printer) -> None:
    ready_batch(printer, "10", "9", "100")
    assert next_number(printer) == "10"


def test_it_waits_for_a_label_that_is_still_on_its_way(printer: Printer) -> None:
    batch = ready_batch(printer, "1", "2")
    move(batch, State.FETCHING, 1)
    assert next_number(printer) == "1"


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED, State.PRINTED, State.SENT, State.UNKNOWN])
def test_it_passes_over_what_is_settled(printer: Printer, state: State) -> None:
    batch = ready_batch(printer, "1", "2")
    move(batch, state, 1)
    assert next_number(printer) == "2"


def test_it_passes_over_what_asks(printer: Printer) -> None:
    batch = ready_batch(printer, "1", "2")
    batch.jobs.filter(position=1).update(question="Print it?")
    assert next_number(printer) == "2"


def test_it_prints_a_reprint_in_its_place(printer: Printer) -> None:
    batch = ready_batch(printer, "1", "2", "3")
    move(batch, State.PRINTED, 1, 2)
    again = job_at(batch, 2)
    again.pk, again.copy, again.state = None, 2, State.READY
    again.save()
    assert next_number(printer) == "2"


def test_it_finishes_one_batch_before_the_next(printer: Printer) -> None:
    first, second = ready_batch(printer, "1", "2"), ready_batch(printer, "3")
    assert next_number(printer) == "1"
    LabelBatch.objects.filter(pk=second.pk).update(queued_at=timezone.now() - timedelta(days=1))
    move(first, State.SENT, 1)
    assert next_number(printer) == "2"
    move(first, State.SENT, 2)
    assert next_number(printer) == "3"


def test_it_takes_what_a_packer_waits_for_before_what_came_earlier_but_mixes_no_batches(
    printer: Printer,
) -> None:
    middle, early, desk = (ready_batch(printer, number) for number in ("M", "E", "D"))
    Printer.objects.filter(pk=printer.pk).update(current=middle)
    now = timezone.now()
    packing = Packing.objects.create(package_number="D", batch=desk, opened_at=now, touched_at=now)
    assert [each.pk for each in in_turn(Printer.objects.get())] == [middle.pk, desk.pk, early.pk]
    assert next_number(printer) == "M"
    packing.state = Packing.State.PARKED
    packing.save()
    assert list(in_turn(Printer.objects.get()))[1] == desk
    packing.state = Packing.State.DROPPED
    packing.save()
    assert list(in_turn(Printer.objects.get()))[1] == early


def test_it_takes_up_a_retried_batch_after_the_one_in_between(printer: Printer) -> None:
    first, _second = ready_batch(printer, "1"), ready_batch(printer, "2")
    move(first, State.FAILED)
    assert next_number(printer) == "2"
    move(first, State.READY)
    assert next_number(printer) == "2"


def test_it_leaves_a_paused_batch_for_the_next(printer: Printer) -> None:
    first, _second = ready_batch(printer, "1"), ready_batch(printer, "2")
    assert next_number(printer) == "1"
    control.pause_batch(batch=first)
    assert next_number(printer) == "2"
    control.resume_batch(batch=first)
    assert next_number(printer) == "2"


def test_it_knows_only_its_own_batches(printer: Printer) -> None:
    ready_batch(printer_of(), "1")
    ready_batch(None, "2")
    assert next_number(printer) == ""


def test_it_follows_what_was_sent_in_the_order_of_sending(printer: Printer) -> None:
    batch = ready_batch(printer, "1", "2", "3")
    now = timezone.now()
    for position, ago in ((3, 3), (1, 2), (2, 1)):
        move(batch, State.SENT, position, printer=printer, sending_at=now - timedelta(seconds=ago))
    assert [job.package_number for job in followed(printer)] == ["3", "1", "2"]


@pytest.mark.parametrize(
    ("kind", "counts", "count", "asked"),
    [
        ("ipp", False, None, True),
        ("raw", True, 7, True),
        ("raw", True, None, False),
        ("raw", False, 7, False),
    ],
)
def test_it_asks_only_what_the_printer_can_tell(
    kind: str, counts: bool, count: int | None, asked: bool
) -> None:
    printer, at = printer_of(kind, answers=True, counts=counts), timezone.now()
    fields = {"printer": printer, "sending_at": at, "count_before": count}
    batch = ready_batch(printer, "1", "2")
    move(batch, State.UNKNOWN, 1, unknown_at=at, **fields)
    move(batch, State.UNKNOWN, 2, unknown_at=at - timedelta(hours=2), **fields)
    assert [job.package_number for job in followed(printer)] == (["1"] if asked else [])


def test_it_does_not_ask_a_printer_that_never_answers() -> None:
    mute = printer_of()
    batch = ready_batch(mute, "1")
    move(batch, State.SENT, printer=mute, sending_at=timezone.now())
    assert followed(mute) == []
    assert not printers_with_work().exists()


@pytest.mark.parametrize(
    "state", [State.WANTED, State.FETCHING, State.READY, State.SENDING, State.SENT, State.UNKNOWN]
)
def test_it_finds_a_printer_with_work(printer: Printer, state: State) -> None:
    Printer.objects.update(counts=True)
    at = {"printer": printer, "sending_at": timezone.now(), "unknown_at": timezone.now(), "count_before": 1}
    move(ready_batch(printer, "1"), state, **at)
    assert list(printers_with_work()) == [printer]


@pytest.mark.parametrize("state", [State.PRINTED, State.FAILED, State.CANCELLED])
def test_it_finds_no_work_where_all_is_settled(printer: Printer, state: State) -> None:
    move(ready_batch(printer, "1"), state, printer=printer)
    assert not printers_with_work().exists()


def test_it_goes_on_following_a_paused_printer(printer: Printer) -> None:
    batch = ready_batch(printer, "1", "2")
    control.pause_printer(printer=printer, because="roll")
    assert not printers_with_work().exists()
    move(batch, State.SENT, 1, printer=printer)
    assert printers_with_work().exists()


def test_it_finds_a_printer_with_a_slip(printer: Printer) -> None:
    Slip.objects.create(printer=printer, kind=Slip.Kind.TEST, path="a.pdf", sha256="")
    assert list(printers_with_work()) == [printer]


def test_it_feeds_no_browser() -> None:
    browser = printer_of("browser", "")
    ready_batch(browser, "1")
    assert not printers_with_work().exists()


def test_it_gives_the_label_with_the_job(printer: Printer) -> None:
    batch_of("0")
    ready_batch(printer, "1")
    job = next_job(printer)
    assert job
    assert isinstance(job.label, Label)


def test_a_printer_is_free_while_nobody_holds_its_lease() -> None:
    one, other = printer_of(), printer_of()
    ready_batch(one, "1")
    ready_batch(other, "2")
    assert set(free_printers()) == {one, other}
    token = hold(one)
    assert free_printers() == [other]
    let_go(token)
    assert set(free_printers()) == {one, other}
