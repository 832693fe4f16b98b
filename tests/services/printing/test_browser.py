"""The browser's dialog opens once unasked."""

import pytest
from django.utils import timezone

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.errors import Busy
from packages_ui.services.printing.browser import came_out, in_dialog, in_pdf, open_dialog
from tests.services.batch_makers import move, states
from tests.services.printing.makers import printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def joined(**fields: object) -> LabelBatch:
    batch = ready_batch(None, "1", "2", "3", **fields)
    move(batch, State.FAILED, 2)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf")
    return batch


def test_it_hands_all_that_is_ready_to_the_first_who_asks() -> None:
    batch = joined()
    assert open_dialog(batch=batch) == 2
    assert states(batch) == [State.SENT, State.FAILED, State.SENT]
    assert open_dialog(batch=batch) == 0


def test_it_hands_out_nothing_that_is_not_joined_or_goes_to_a_printer() -> None:
    assert open_dialog(batch=ready_batch(None, "1")) == 0
    batch = joined()
    LabelBatch.objects.filter(pk=batch.pk).update(printer=printer_of())
    assert open_dialog(batch=batch) == 0


def test_it_remembers_which_desks_browser_it_was() -> None:
    batch = joined()
    desk = printer_of("browser", "")
    LabelBatch.objects.filter(pk=batch.pk).update(printer=desk)
    open_dialog(batch=batch)
    assert {job.printer for job in batch.jobs.filter(state=State.SENT)} == {desk}


def test_it_takes_a_persons_word_for_all() -> None:
    batch = joined()
    assert came_out(batch=batch) == 0
    open_dialog(batch=batch)
    assert came_out(batch=batch) == 2
    assert states(batch) == [State.PRINTED, State.FAILED, State.PRINTED]


def handed(*numbers: str) -> LabelBatch:
    """Joined, and given to a browser's dialog."""
    batch = ready_batch(None, *numbers)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf", pdf_at=timezone.now())
    batch.refresh_from_db()
    open_dialog(batch=batch)
    return batch


def test_it_takes_a_persons_word_for_the_dialog_only() -> None:
    batch = handed("1", "2", "3")
    move(batch, State.SENT, 3, printer=printer_of("ipp", answers=True))  # moved here from a printer
    assert in_dialog(batch=batch).count() == 2
    assert came_out(batch=batch) == 2
    assert states(batch) == [State.PRINTED, State.PRINTED, State.SENT]
    assert came_out(batch=batch) == 0


def test_it_knows_what_stands_in_the_last_pdf() -> None:
    batch = handed("1", "2")
    move(batch, State.PRINTED, 1)
    assert in_pdf(batch=batch).count() == 2
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_at=timezone.now())
    batch.refresh_from_db()
    assert in_pdf(batch=batch).count() == 0


def test_it_takes_all_that_was_ever_handed_over_where_the_pdf_is_gone() -> None:
    batch = handed("1", "2")
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="", pdf_at=None)
    batch.refresh_from_db()
    assert in_pdf(batch=batch).count() == 2


def test_it_waits_until_the_earlier_printer_has_what_is_being_sent_to_it() -> None:
    batch = joined()
    move(batch, State.SENDING, 1, printer=printer_of())
    with pytest.raises(Busy):
        open_dialog(batch=batch)
    assert states(batch) == [State.SENDING, State.FAILED, State.READY]
