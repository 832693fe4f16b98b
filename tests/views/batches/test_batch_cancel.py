"""Stopping a batch."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui import tasks
from packages_ui.models import LabelBatch, PrintJob
from tests.services.batch_makers import batch_of, move, states
from tests.services.printing.makers import printer_of

State = PrintJob.State


@pytest.fixture
def batch(packer: User) -> LabelBatch:
    batch = batch_of("1", "2", "3", owner=packer)
    move(batch, State.READY, 1)
    return batch


def path(batch: LabelBatch) -> str:
    return f"/labels/batches/{batch.pk}/cancel/"


def test_it_cancels_what_waits(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.post(path(batch), follow=True)
    assert states(batch) == [State.READY, State.CANCELLED, State.CANCELLED]
    assert "2 labels will not be fetched" in response.content.decode()


def test_it_answers_htmx_with_the_moving_part(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.post(path(batch), headers={"HX-Request": "true"})
    assert "2 cancelled" in response.content.decode()
    assert "2 labels will not be fetched" in response["HX-Trigger"]


def test_it_says_when_nothing_waits_any_more(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, State.READY)
    assert "Nothing was cancelled" in packer_client.post(path(batch), follow=True).content.decode()


def test_it_says_what_a_printer_still_brings_out(packer_client: Client, packer: User) -> None:
    printer = printer_of(answers=True)
    batch = batch_of("11", "12", "13", owner=packer, printer=printer)
    move(batch, State.SENT, 1, printer=printer)
    move(batch, State.READY, 2)
    page = packer_client.post(path(batch), follow=True).content.decode()
    assert states(batch) == [State.SENT, State.CANCELLED, State.CANCELLED]
    said = "Cancelled: 2 labels will not be printed. 1 label is already in the printer and will print."
    assert said in page
    assert "Nothing was cancelled" in packer_client.post(path(batch), follow=True).content.decode()


def test_it_has_what_came_joined_at_once(
    packer_client: Client, batch: LabelBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks, "wake_joiner", asked.append)
    packer_client.post(path(batch))
    packer_client.post(path(batch))
    assert asked == [batch.pk]
