"""What a batch's page offers for the labels of packages that must not leave."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.marks.hold import hold, release
from tests.services.batch_makers import move, states
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.views.print_makers import HTMX, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HELD = "Package 1 is on hold by fatma: “fraud?”."


@pytest.fixture
def batch(packer: User, media: object) -> LabelBatch:
    return ready_batch(printer_of(answers=True), "1", "2", owner=packer)


@pytest.fixture(autouse=True)
def lead(db: None) -> User:
    return User.objects.create_user("fatma")


def held(lead: User) -> None:
    hold(number="1", because="fraud?", user_id=lead.pk)


def page(client: Client, batch: LabelBatch) -> str:
    return client.get(f"/labels/batches/{batch.pk}/").content.decode()


def test_it_offers_no_print_of_a_held_label(packer_client: Client, batch: LabelBatch, lead: User) -> None:
    held(lead)
    shown = page(packer_client, batch)
    assert HELD in shown
    assert "Held back until released" in shown
    assert f'id="print-{job_at(batch, 1).pk}"' not in shown
    assert f'id="leave-{job_at(batch, 1).pk}"' in shown
    release(number="1", user_id=lead.pk)
    assert "Held back" not in page(packer_client, batch)


def test_it_still_offers_what_only_asks(packer_client: Client, batch: LabelBatch, lead: User) -> None:
    batch.jobs.filter(position=2).update(question="No barcode of this label can be read.")
    held(lead)
    shown = page(packer_client, batch)
    assert "Print these labels anyway?" in shown
    assert f'id="print-{job_at(batch, 2).pk}"' in shown
    assert f'id="print-{job_at(batch, 1).pk}"' not in shown


def test_it_offers_no_print_of_all_copies_of_a_held_label(
    packer_client: Client, batch: LabelBatch, lead: User
) -> None:
    job = job_at(batch, 1)
    job.pk, job.copy = None, 2
    job.save()
    held(lead)
    shown = page(packer_client, batch)
    assert 'id="print-all-asked"' not in shown
    assert 'id="leave-all-asked"' in shown


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_says_why_an_answer_does_not_print_it(
    packer_client: Client,
    batch: LabelBatch,
    lead: User,
    woken_feeders: Mock,
    headers: dict[str, str],
) -> None:
    held(lead)
    sent = {"all": "1", "print_it": "yes"}
    response = packer_client.post(f"/labels/batches/{batch.pk}/answer/", sent, headers=headers)
    assert response.status_code == 409
    assert "fraud?" in response.content.decode() + response.headers.get("HX-Trigger", "")
    assert states(batch) == [State.READY, State.READY]
    woken_feeders.assert_not_called()


def test_it_offers_no_reprint_of_a_held_label(packer_client: Client, batch: LabelBatch, lead: User) -> None:
    move(batch, State.PRINTED)
    held(lead)
    one, two = (job_at(batch, at).pk for at in (1, 2))
    shown = page(packer_client, batch)
    assert f'id="reprint-{two}"' in shown
    assert f'id="reprint-{one}"' not in shown
    assert f'<button type="button" class="btn btn-sm" disabled aria-describedby="stop-{one}">' in shown
    assert HELD in shown


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_refuses_a_reprint_that_was_offered_before(
    packer_client: Client, batch: LabelBatch, lead: User, method: str
) -> None:
    move(batch, State.PRINTED)
    held(lead)
    sent = {"job": [job_at(batch, 1).pk], "because": "jam"}
    response = getattr(packer_client, method)(f"/labels/batches/{batch.pk}/reprint/", sent)
    assert response.status_code == 409
    assert HELD in response.content.decode()
    assert PrintJob.objects.count() == 2


def test_it_reprints_the_others(
    packer_client: Client, batch: LabelBatch, lead: User, woken_feeders: Mock, woken: Mock
) -> None:
    move(batch, State.PRINTED)
    held(lead)
    sent = {"job": [job.pk for job in batch.jobs.all()], "because": "jam"}
    packer_client.post(f"/labels/batches/{batch.pk}/reprint/", sent)
    assert list(batch.jobs.filter(copy=2).values_list("package_number", flat=True)) == ["2"]


def test_it_retries_no_failed_label_of_a_held_package(
    packer_client: Client, batch: LabelBatch, lead: User, woken: Mock, woken_feeders: Mock
) -> None:
    move(batch, State.FAILED, reason="not ready")
    held(lead)
    one, two = (job_at(batch, at).pk for at in (1, 2))
    shown = page(packer_client, batch)
    assert "Retry it" in shown
    assert (f'id="retry-{two}"' in shown, f'id="retry-{one}"' in shown) == (True, False)
    assert (f'id="own-{two}"' in shown, f'id="own-{one}"' in shown) == (True, False)
    refused = packer_client.post(f"/labels/batches/{batch.pk}/retry/", {"job": [one], "own": "1"})
    assert refused.status_code == 409
    assert HELD in refused.content.decode()
    packer_client.post(f"/labels/batches/{batch.pk}/retry/")
    assert states(batch) == [State.FAILED, State.WANTED]


def test_it_offers_no_retry_where_all_are_held(packer_client: Client, batch: LabelBatch, lead: User) -> None:
    move(batch, State.FAILED, 1, reason="not ready")
    held(lead)
    shown = page(packer_client, batch)
    assert HELD in shown
    assert "Retry" not in shown.split('id="failures"')[1].split('id="jobs"')[0]
