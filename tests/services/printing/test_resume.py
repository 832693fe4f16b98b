"""After a jam: on from the last good label, whatever it was printed on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.printing import control, queue, reprint
from packages_ui.services.printing.browser import open_dialog
from packages_ui.services.printing.reprint import resume_from, resumption
from tests.services.batch_makers import move, person, states
from tests.services.printing.makers import job_at, printer_of, ready_batch

State, JAM = PrintJob.State, PrintJob.Reason.JAM
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NUMBERS = ("1", "2", "3", "4", "5", "6")


def sent_in_order(batch: LabelBatch, *printed: int, state: PrintJob.State = State.PRINTED) -> None:
    """Those positions were handed over one after the other."""
    start = timezone.now() - timedelta(minutes=1)
    for place, position in enumerate(printed):
        at = start + timedelta(seconds=place)
        move(batch, state, position, printer=batch.printer, sending_at=at, sent_at=at, unknown_at=at)


@pytest.fixture
def batch(media: object) -> LabelBatch:
    """Six labels, of which the printer has had four."""
    made = ready_batch(printer_of(answers=True), *NUMBERS)
    sent_in_order(made, 1, 2, 3, 4)
    return made


def open_numbers(batch: LabelBatch) -> list[tuple[str, int]]:
    jobs = batch.jobs.filter(queue.OPEN).order_by("position", "copy")
    return list(jobs.values_list("package_number", "copy"))


def test_it_goes_on_with_the_next_and_nothing_before_it(batch: LabelBatch) -> None:
    assert resume_from(good=job_at(batch, 2), because=JAM, user_id=person().pk) == 2
    assert open_numbers(batch) == [("3", 2), ("4", 2), ("5", 1), ("6", 1)]


def test_it_starts_again_what_was_stopped(batch: LabelBatch) -> None:
    printer = batch.printer
    assert printer
    control.pause_printer(printer=printer, because="jam")
    control.pause_batch(batch=batch)
    other = ready_batch(printer, "9")
    Printer.objects.filter(pk=printer.pk).update(current=other)
    resume_from(good=job_at(batch, 2), because=JAM, user_id=person().pk)
    job = queue.next_job(Printer.objects.get(pk=printer.pk))
    assert job
    assert (job.package_number, job.copy) == ("3", 2)
    assert Printer.objects.get(pk=printer.pk).paused_at is None


def test_it_takes_the_label_in_the_hand_as_proof(batch: LabelBatch) -> None:
    move(batch, State.UNKNOWN, 2)
    resume_from(good=job_at(batch, 2), because=JAM, user_id=person().pk)
    assert job_at(batch, 2).state == State.PRINTED


def test_it_sends_an_unknown_one_after_it_again_as_the_same_copy(batch: LabelBatch) -> None:
    move(batch, State.UNKNOWN, 3)
    resume_from(good=job_at(batch, 2), because=JAM, user_id=person().pk)
    assert open_numbers(batch) == [("3", 1), ("4", 2), ("5", 1), ("6", 1)]
    assert job_at(batch, 3).reprint_because == JAM


def test_it_leaves_what_the_printer_still_holds(batch: LabelBatch) -> None:
    move(batch, State.SENT, 4)
    plan = resumption(good=job_at(batch, 2))
    assert [job.package_number for job in plan.again] == ["3"]
    assert [job.package_number for job in plan.held] == ["4"]
    assert plan.follow == 2
    resume_from(good=job_at(batch, 2), because=JAM, user_id=person().pk)
    assert job_at(batch, 4).state == State.SENT
    assert open_numbers(batch) == [("3", 2), ("5", 1), ("6", 1)]


def test_it_believes_the_person_where_the_printer_never_answers(batch: LabelBatch) -> None:
    Printer.objects.update(answers=False)
    sent_in_order(batch, 1, 2, 3, 4, state=State.SENT)
    assert resume_from(good=job_at(batch, 3), because=JAM, user_id=person().pk) == 1
    assert job_at(batch, 3).state == State.PRINTED
    assert open_numbers(batch) == [("4", 1), ("5", 1), ("6", 1)]


def test_it_goes_by_the_order_of_sending_after_a_second_jam(batch: LabelBatch) -> None:
    resume_from(good=job_at(batch, 1), because=JAM, user_id=person().pk)
    assert open_numbers(batch)[:3] == [("2", 2), ("3", 2), ("4", 2)]
    for place, position in enumerate((2, 3, 4)):
        at = timezone.now() + timedelta(seconds=place)
        batch.jobs.filter(position=position, copy=2).update(
            state=State.PRINTED, printer=batch.printer, sending_at=at
        )
    resume_from(good=job_at(batch, 3, copy=2), because=JAM, user_id=person().pk)
    assert open_numbers(batch) == [("4", 3), ("5", 1), ("6", 1)]


@pytest.fixture
def handed(media: object) -> LabelBatch:
    """Five labels of which four went to a browser's dialog."""
    batch = ready_batch(None, *"12345")
    move(batch, State.FAILED, 2)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf", pdf_at=timezone.now())
    batch.refresh_from_db()
    open_dialog(batch=batch)
    return batch


def test_it_goes_by_the_batchs_order_in_a_browser(handed: LabelBatch) -> None:
    plan = resumption(good=job_at(handed, 3))
    assert [job.position for job in plan.again] == [4, 5]
    assert (plan.held, plan.follow) == ((), 0)
    assert states(handed).count(State.SENT) == 4


def test_it_takes_what_came_before_the_good_one_for_printed(handed: LabelBatch) -> None:
    assert resume_from(good=job_at(handed, 3), because=JAM, user_id=person().pk) == 2
    assert states(handed) == [State.PRINTED, State.FAILED, State.PRINTED, State.READY, State.READY]
    handed.refresh_from_db()
    assert handed.pdf_path == ""


def test_it_prints_nothing_again_after_the_last_one(handed: LabelBatch) -> None:
    assert resume_from(good=job_at(handed, 5), because=JAM, user_id=person().pk) == 0
    assert states(handed).count(State.PRINTED) == 4
    handed.refresh_from_db()
    assert handed.pdf_path


def test_it_leaves_what_another_pdf_held(handed: LabelBatch) -> None:
    resume_from(good=job_at(handed, 3), because=JAM, user_id=person().pk)
    LabelBatch.objects.filter(pk=handed.pk).update(pdf_path="batches/2.pdf", pdf_at=timezone.now())
    handed.refresh_from_db()
    open_dialog(batch=handed)
    plan = resumption(good=job_at(handed, 1))
    assert [job.position for job in plan.again] == [3]  # of the first PDF; 4 and 5 were in the second


def test_it_goes_by_the_order_of_sending_at_a_printer() -> None:
    printer = printer_of(answers=True)
    batch = ready_batch(printer, "1", "2", "3")
    for position in (1, 2):
        move(batch, State.PRINTED, position, printer=printer, sending_at=timezone.now())
    plan = resumption(good=job_at(batch, 1))
    assert [job.position for job in plan.again] == [2]
    assert resume_from(good=job_at(batch, 1), because=JAM, user_id=person().pk) == 1


def test_it_does_nothing_when_somebody_else_does_it_at_this_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch = ready_batch(printer_of(answers=True), "1")
    move(batch, State.PRINTED, printer=batch.printer, sending_at=timezone.now())

    def twice(**_: object) -> int:
        raise IntegrityError

    monkeypatch.setattr(reprint, "reprint", twice)
    assert resume_from(good=job_at(batch, 1), because=JAM, user_id=person().pk) == 0
