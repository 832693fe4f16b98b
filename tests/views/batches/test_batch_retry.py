"""Asking again for what failed."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from packages_ui.models import Label, LabelBatch, PrintJob
from packages_ui.services.batches.failures import key_of
from tests.services.batch_makers import batch_of, label_of, move, states

State = PrintJob.State
HTMX = {"HX-Request": "true"}


@pytest.fixture
def batch(packer: User) -> LabelBatch:
    batch = batch_of("1", "2", "3", owner=packer)
    move(batch, State.READY, 1)
    move(batch, State.FAILED, 2, 3, reason="not ready")
    return batch


def path(batch: LabelBatch) -> str:
    return f"/labels/batches/{batch.pk}/retry/"


def test_it_retries_all_that_failed_and_wakes_the_workers(
    packer_client: Client, batch: LabelBatch, woken: Mock
) -> None:
    response = packer_client.post(path(batch), follow=True)
    assert states(batch) == [State.READY, State.WANTED, State.WANTED]
    assert "2 labels requested again." in response.content.decode()
    woken.assert_called_once_with()


def test_it_answers_htmx_with_a_page_that_moves_again(
    packer_client: Client, batch: LabelBatch, woken: Mock
) -> None:
    response = packer_client.post(path(batch), headers=HTMX)
    shown = response.content.decode()
    assert 'hx-trigger="every 1s"' in shown
    assert 'id="actions"' in shown
    assert "2 labels requested again." in response["HX-Trigger"]


def test_it_retries_one(packer_client: Client, batch: LabelBatch, woken: Mock) -> None:
    job = batch.jobs.get(position=3)
    packer_client.post(path(batch), {"job": [str(job.pk)]})
    assert states(batch) == [State.READY, State.FAILED, State.WANTED]
    assert not batch.jobs.get(pk=job.pk).own


def test_it_retries_what_failed_for_one_reason(packer_client: Client, batch: LabelBatch, woken: Mock) -> None:
    move(batch, State.FAILED, 3, reason="no such package")
    key = key_of(batch.jobs.get(position=2).reason)
    packer_client.post(path(batch), {"why": key})
    assert states(batch) == [State.READY, State.WANTED, State.FAILED]
    packer_client.post(path(batch), {"why": key})
    assert states(batch) == [State.READY, State.WANTED, State.FAILED]


def test_it_leaves_out_what_cannot_succeed_unless_it_is_our_own_label(
    packer_client: Client, batch: LabelBatch, woken: Mock
) -> None:
    move(batch, State.FAILED, 3, retryable=False)
    packer_client.post(path(batch))
    assert states(batch) == [State.READY, State.WANTED, State.FAILED]
    packer_client.post(path(batch), {"own": "1"})
    assert states(batch) == [State.READY, State.WANTED, State.WANTED]


def test_it_says_that_a_cancelled_batch_asks_for_nothing_again(
    packer_client: Client, batch: LabelBatch, woken: Mock
) -> None:
    LabelBatch.objects.update(cancelled_at=timezone.now())
    response = packer_client.post(path(batch), follow=True)
    page = response.content.decode()
    assert "this batch was cancelled" in page
    assert "retry-all" not in page
    assert states(batch) == [State.READY, State.FAILED, State.FAILED]
    woken.assert_not_called()


def test_it_wants_our_own_label(packer_client: Client, batch: LabelBatch, woken: Mock) -> None:
    job = batch.jobs.get(position=2)
    packer_client.post(path(batch), {"job": [str(job.pk)], "own": "1"})
    assert batch.jobs.get(pk=job.pk).own
    assert not batch.jobs.get(position=3).own


def test_it_says_when_there_is_nothing_to_retry(
    packer_client: Client, batch: LabelBatch, woken: Mock
) -> None:
    move(batch, State.READY)
    response = packer_client.post(path(batch), follow=True)
    assert "no label is failed any more" in response.content.decode()
    woken.assert_not_called()


def test_it_says_when_the_queue_is_out(packer_client: Client, batch: LabelBatch, woken: Mock) -> None:
    woken.return_value = False
    assert "starts when the queue is back" in packer_client.post(path(batch), follow=True).content.decode()
    move(batch, State.FAILED, 2)
    assert "starts when the queue is back" in packer_client.post(path(batch), headers=HTMX)["HX-Trigger"]


def test_it_refuses_a_job_that_is_no_number(packer_client: Client, batch: LabelBatch, woken: Mock) -> None:
    assert packer_client.post(path(batch), {"job": ["1; DROP"]}).status_code == 400
    assert states(batch) == [State.READY, State.FAILED, State.FAILED]


def test_it_asks_about_a_stale_label_and_fetches_it_anew(
    packer_client: Client, packer: User, woken: Mock
) -> None:
    batch = batch_of("1", "2", owner=packer)
    label = label_of("2", b"%PDF-")
    move(batch, State.READY)
    batch.jobs.filter(position=2).update(label=label)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/x.pdf", pdf_at=timezone.now())
    Label.objects.update(stale_at=timezone.now())

    asked = packer_client.get(f"/labels/batches/{batch.pk}/").content.decode()
    assert "1 label of this batch is outdated" in asked
    assert 'id="print"' not in asked

    packer_client.post(path(batch), {"stale": "1"})
    assert states(batch) == [State.READY, State.WANTED]
    assert not LabelBatch.objects.get(pk=batch.pk).pdf_path
    woken.assert_called_once_with()
