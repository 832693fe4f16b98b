"""Stop and go of one batch."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui.models import LabelBatch
from tests.services.printing.makers import printer_of, ready_batch
from tests.undo import press_undo, undo_of
from tests.views.print_makers import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def batch(packer: User, media: object) -> LabelBatch:
    return ready_batch(printer_of(answers=True), "1", "2", owner=packer)


def press(client: Client, batch: LabelBatch, verb: str, **headers: str) -> str:
    response = client.post(f"/labels/batches/{batch.pk}/{verb}/", headers=headers, follow=True)
    assert response.status_code == 200
    batch.refresh_from_db()
    return response.content.decode()


def test_it_pauses_and_goes_on(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    page = press(packer_client, batch, "pause")
    assert batch.paused_at
    assert "Labels that the printer has will print" in page
    assert 'id="unpause"' in page
    woken_feeders.assert_not_called()

    page = press(packer_client, batch, "unpause")
    assert batch.paused_at is None
    assert "Resumed." in page
    assert 'id="pause"' in page
    woken_feeders.assert_called_once_with()


def test_it_answers_htmx_with_other_buttons(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock
) -> None:
    shown = press(packer_client, batch, "pause", **HTMX)
    assert shown.strip().startswith('<section id="progress"')
    assert 'id="unpause"' in shown


def test_a_pause_is_taken_back_and_so_is_that(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock
) -> None:
    answer = packer_client.post(f"/labels/batches/{batch.pk}/pause/", headers=HTMX)
    back = press_undo(packer_client, answer)
    batch.refresh_from_db()
    assert batch.paused_at is None
    press_undo(packer_client, back)
    batch.refresh_from_db()
    assert batch.paused_at
    assert undo_of(packer_client.post(f"/labels/batches/{batch.pk}/pause/", headers=HTMX)) == {}


@pytest.mark.parametrize(
    ("verbs", "said"), [("pause pause", "Already paused"), ("unpause", "was not paused")]
)
def test_it_says_when_there_was_nothing_to_change(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock, verbs: str, said: str
) -> None:
    pages = [press(packer_client, batch, verb) for verb in verbs.split()]
    assert said in pages[-1]
    woken_feeders.assert_not_called()


def test_it_says_when_the_queue_is_out(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    woken_feeders.return_value = False
    press(packer_client, batch, "pause")
    assert "starts when the queue is back" in press(packer_client, batch, "unpause")
