"""Whether a label is printed although something is wrong with it."""

from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui.models import LabelBatch
from packages_ui.services.printing.progress import to_answer
from tests.services.batch_makers import states
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.views.print_makers import HTMX, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
QUESTION = "No barcode of this label can be read at 203 dpi."


@pytest.fixture
def batch(packer: User, media: object) -> LabelBatch:
    made = ready_batch(printer_of(answers=True), "1", "2", "3", owner=packer)
    made.jobs.filter(position__in=(1, 2)).update(question=QUESTION)
    return made


def answer(client: Client, batch: LabelBatch, sent: dict[str, Any], **headers: str) -> tuple[int, str]:
    response = client.post(f"/labels/batches/{batch.pk}/answer/", sent, headers=headers, follow=True)
    return response.status_code, response.content.decode()


def test_it_prints_one_all_the_same(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    _, page = answer(packer_client, batch, {"job": [job_at(batch, 1).pk], "print_it": "yes"})
    job = job_at(batch, 1)
    assert (str(job.question), job.checked, str(job.warning)) == ("", True, QUESTION)
    assert "1 label will be printed." in page
    assert job_at(batch, 2).question
    woken_feeders.assert_called_once_with()


def test_it_leaves_all_out(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    assert to_answer().asking == 2
    _, page = answer(packer_client, batch, {"all": "1", "print_it": "no"})
    assert states(batch) == [State.CANCELLED, State.CANCELLED, State.READY]
    assert "2 labels are left out." in page
    assert to_answer().asking == 0
    woken_feeders.assert_not_called()


def test_it_answers_htmx_without_the_question(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock
) -> None:
    _, shown = answer(packer_client, batch, {"all": "1", "print_it": "yes"}, **HTMX)
    assert shown.strip().startswith('<section id="progress"')
    assert 'id="print-all-asked"' not in shown


def test_it_takes_the_first_answer(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    sent: dict[str, Any] = {"job": [job_at(batch, 1).pk], "print_it": "no"}
    answer(packer_client, batch, sent)
    assert "Already answered" in answer(packer_client, batch, {**sent, "print_it": "yes"})[1]
    assert job_at(batch, 1).state == State.CANCELLED


@pytest.mark.parametrize("word", ["", "maybe"])
def test_it_wants_a_clear_answer(packer_client: Client, batch: LabelBatch, word: str) -> None:
    status, page = answer(packer_client, batch, {"all": "1", "print_it": word})
    assert status == 422
    assert "Answer missing." in page
    assert job_at(batch, 1).question


def test_it_answers_for_no_other_batch(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    other = ready_batch(batch.printer, "9")
    other.jobs.update(question=QUESTION)
    answer(packer_client, batch, {"job": [other.jobs.get().pk], "print_it": "no"})
    assert states(other) == [State.READY]
