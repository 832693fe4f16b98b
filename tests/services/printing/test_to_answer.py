"""What the header counts."""

import pytest

from packages_ui.models import PrintJob
from packages_ui.services.printing.progress import ToAnswer, batches_with_questions, to_answer
from tests.services.batch_makers import move
from tests.services.printing.makers import printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_it_counts_what_is_unknown_and_what_asks() -> None:
    batch = ready_batch(printer_of(), "1", "2", "3", "4")
    move(batch, State.UNKNOWN, 1)
    batch.jobs.filter(position__in=(2, 3)).update(question="No barcode can be read.")
    assert to_answer() == ToAnswer(unknown=1, asking=2)
    assert to_answer().count == 3
    assert batches_with_questions() == ((batch.pk, str(batch), 2),)


def test_it_does_not_count_a_question_that_is_settled() -> None:
    batch = ready_batch(printer_of(), "1")
    batch.jobs.update(question="No barcode can be read.")
    move(batch, State.CANCELLED)
    assert to_answer().count == 0
    assert batches_with_questions() == ()
