"""Once more, with a reason; also where nobody but a person can tell what came out."""

import pytest
from django.utils import timezone

from packages_ui.models import Act, Label, LabelBatch, PrintJob
from packages_ui.services.printing.browser import open_dialog
from packages_ui.services.printing.reprint import reprint
from tests.services.batch_makers import move, person, states
from tests.services.printing.makers import job_at, printer_of, ready_batch

State, JAM = PrintJob.State, PrintJob.Reason.JAM
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def again(batch: LabelBatch, *positions: int) -> int:
    jobs = batch.jobs.filter(position__in=positions)
    return reprint(batch=batch, jobs=jobs, because=JAM, user_id=person().pk)


def handed(*numbers: str) -> LabelBatch:
    """Joined, and given to a browser's dialog."""
    batch = ready_batch(None, *numbers)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf", pdf_at=timezone.now())
    batch.refresh_from_db()
    open_dialog(batch=batch)
    return batch


def test_it_makes_a_copy_of_what_is_proved_to_be_printed() -> None:
    batch = ready_batch(printer_of(answers=True), "1", "2")
    move(batch, State.PRINTED)
    assert again(batch, 2) == 1
    assert (job_at(batch, 2).state, job_at(batch, 2, copy=2).state) == (State.PRINTED, State.READY)


def test_it_does_nothing_at_a_second_press() -> None:
    batch = ready_batch(printer_of(), "1")
    move(batch, State.PRINTED)
    first = job_at(batch, 1)
    assert reprint(batch=batch, jobs=[first], because=JAM, user_id=person().pk) == 1
    assert reprint(batch=batch, jobs=[first], because=JAM, user_id=person().pk) == 0
    assert batch.jobs.count() == 2


def test_it_sends_the_same_row_again_where_the_printer_cannot_tell() -> None:
    printer = printer_of()
    batch = ready_batch(printer, "1", "2")
    move(batch, State.SENT, printer=printer)
    assert again(batch, 2) == 1
    job = batch.jobs.get(position=2)
    assert (job.state, job.copy, job.reprint_because) == (State.READY, 1, JAM)
    assert states(batch) == [State.SENT, State.READY]
    assert Act.objects.get(verb=Act.Verb.REPRINT).after == {"batch": batch.pk, "because": "jam"}


def test_it_leaves_alone_what_the_printer_will_still_tell_of() -> None:
    printer = printer_of(answers=True)
    batch = ready_batch(printer, "1", "2")
    move(batch, State.SENT, 1, printer=printer)
    move(batch, State.UNKNOWN, 2, printer=printer)
    assert again(batch, 1, 2) == 0


def test_it_has_a_new_pdf_made_of_what_a_browser_prints_again() -> None:
    batch = handed("1", "2", "3")
    assert again(batch, 2) == 1
    batch.refresh_from_db()
    assert batch.pdf_path == ""
    assert states(batch) == [State.SENT, State.READY, State.SENT]


def test_it_keeps_the_first_copy_and_says_why_there_is_another() -> None:
    batch = ready_batch(printer_of(answers=True), "1", "2")
    move(batch, State.PRINTED)
    again(batch, 2)
    copy = job_at(batch, 2, copy=2)
    assert (copy.state, copy.reprint_because, copy.label) == (State.READY, JAM, job_at(batch, 2).label)


def test_it_fetches_anew_what_is_out_of_date() -> None:
    batch = ready_batch(printer_of(answers=True), "1", "2")
    move(batch, State.PRINTED)
    Label.objects.filter(package_number="2").update(stale_at=timezone.now())
    again(batch, 2)
    copy = job_at(batch, 2, copy=2)
    assert (copy.state, copy.label) == (State.WANTED, None)
