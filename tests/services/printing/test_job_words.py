"""Where a label is, in words."""

from typing import Any

import pytest

from packages_ui.models import PrintJob
from packages_ui.services.printing.history import describe_copy, state_text
from tests.services.batch_makers import move
from tests.services.printing.makers import job_at, printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.mark.parametrize(
    ("state", "printer", "word"),
    [
        (State.WANTED, {}, "Waiting"),
        (State.READY, {}, "Label ready"),
        (State.SENDING, {}, "At the printer"),
        (State.SENT, {"answers": True}, "At the printer"),
        (State.SENT, {"kind": "ipp"}, "At the printer"),
        (State.SENT, {}, "Sent to the printer"),
        (State.SENT, {"kind": "browser"}, "In the print dialog"),
        (State.SENT, None, "In the print dialog"),
        (State.UNKNOWN, {}, "Unconfirmed"),
    ],
)
def test_it_says_where_a_label_is(state: State, printer: dict[str, Any] | None, word: str) -> None:
    batch = ready_batch(printer_of(), "1")
    move(batch, state, printer=None if printer is None else printer_of(**printer))
    assert state_text(job_at(batch, 1))[0] == word


def test_it_says_that_a_label_asks() -> None:
    batch = ready_batch(printer_of(), "1")
    batch.jobs.update(question="No barcode can be read.")
    word, tone = state_text(job_at(batch, 1))
    assert (str(word), tone) == ("Needs an answer", "red")


@pytest.mark.parametrize(
    ("copy", "because", "words"),
    [(1, "", ""), (1, "jam", "Again (paper jam)"), (2, "", "Copy 2"), (3, "lost", "Copy 3 (lost)")],
)
def test_it_says_which_copy_it_is(copy: int, because: str, words: str) -> None:
    assert describe_copy(PrintJob(copy=copy, reprint_because=because)) == words
