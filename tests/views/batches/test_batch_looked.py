"""Somebody has looked whether labels came out twice."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui.models import LabelBatch, PrintJob
from tests.services.batch_makers import move
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.views.print_makers import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def batch(packer: User, media: object) -> LabelBatch:
    made = ready_batch(printer_of(answers=True), "1", "2", "3", owner=packer)
    move(made, PrintJob.State.PRINTED, 1, 2, 3, maybe_twice=True)
    return made


def looked(client: Client, batch: LabelBatch, *positions: int, **headers: str) -> str:
    sent = {"job": [job_at(batch, position).pk for position in positions]}
    response = client.post(f"/labels/batches/{batch.pk}/looked/", sent, headers=headers, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_it_asks_on_only_about_those_that_were_not_named(packer_client: Client, batch: LabelBatch) -> None:
    page = looked(packer_client, batch, 1, 2)
    assert "2 labels checked for duplicates." in page
    asked = page.split('id="twice"')[1].split("</section>")[0]
    assert "Did this label print twice?" in asked
    assert f'name="job" value="{job_at(batch, 3).pk}"' in asked


def test_it_hides_the_question_over_htmx(packer_client: Client, batch: LabelBatch) -> None:
    shown = looked(packer_client, batch, 1, 2, 3, **HTMX)
    assert 'id="twice" class="destroy" aria-labelledby="twice-title" hx-swap-oob="true" hidden' in shown


def test_it_says_when_there_was_nothing_to_note(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, PrintJob.State.SENT, 1)
    assert "Nothing was changed: already answered" in looked(packer_client, batch, 1)
    assert job_at(batch, 1).maybe_twice
