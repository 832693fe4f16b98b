"""On from the label in the hand."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui.models import LabelBatch
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.views.print_makers import HTMX, State, print_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "woken")]


@pytest.fixture
def batch(packer: User, media: object) -> LabelBatch:
    """Three are out, one is in the printer, one waits."""
    made = ready_batch(printer_of(answers=True), "1001", "1002", "1003", "1004", "1005", owner=packer)
    print_out(made, 1, 2, 3)
    print_out(made, 4, state=State.SENT)
    made.jobs.filter(position=1).update(codes="TRK-0001")
    return made


def path(batch: LabelBatch) -> str:
    return f"/labels/batches/{batch.pk}/resume/"


def test_it_asks_for_the_last_good_label(packer_client: Client, batch: LabelBatch) -> None:
    page = packer_client.get(path(batch)).content.decode()
    assert "Scan the last good label" in page
    assert "data-scan" in page
    assert "What will happen" not in page


def test_it_shows_what_will_happen_and_does_nothing_yet(packer_client: Client, batch: LabelBatch) -> None:
    page = packer_client.get(path(batch), {"scan": "trk*0001"}).content.decode()
    text = " ".join(page.split())
    assert "2 labels are printed again:" in text
    assert "no. 2 (1002), no. 3 (1003)" in text
    assert "1 is still in the printer and will print: keep it." in text
    assert "Then 1 more follows." in text
    assert batch.jobs.count() == 5


def test_it_names_many_by_where_they_stand(packer_client: Client, packer: User) -> None:
    batch = ready_batch(
        printer_of(answers=True), *(str(number) for number in range(2001, 2010)), owner=packer
    )
    print_out(batch, 1, 2, 3, 4, 6, 7, 9)
    page = packer_client.get(path(batch), {"scan": "2001"}).content.decode()
    assert "no. 2–4, 6–7, 9" in page


def test_it_answers_htmx_with_its_form_only(packer_client: Client, batch: LabelBatch) -> None:
    shown = packer_client.get(path(batch), {"scan": "TRK-0001"}, headers=HTMX).content.decode()
    assert shown.strip().startswith('<div id="resume-form"')
    assert "<html" not in shown


def test_it_shows_what_was_scanned_when_nothing_fits(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.get(path(batch), {"scan": "<b>9999</b>"})
    assert response.status_code == 422
    assert "“&lt;b&gt;9999&lt;/b&gt;” is not on any" in response.content.decode()


def test_it_goes_on(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    sent = {"job": job_at(batch, 1).pk, "because": "jam"}
    response = packer_client.post(path(batch), sent, follow=True)
    assert response.redirect_chain[-1][0] == f"/labels/batches/{batch.pk}/"
    assert "after no. 1 (package 1001): 2 labels are printed again." in response.content.decode()
    assert [job.position for job in batch.jobs.filter(copy=2)] == [2, 3]
    woken_feeders.assert_called_once_with()


def test_it_sends_htmx_to_the_batch(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    response = packer_client.post(path(batch), {"job": job_at(batch, 3).pk, "because": "jam"}, headers=HTMX)
    assert response["HX-Redirect"] == f"/labels/batches/{batch.pk}/"


@pytest.mark.parametrize(("because", "words"), [("", "Choose a reason"), ("fun", "not one of the reasons")])
def test_it_wants_a_reason(packer_client: Client, batch: LabelBatch, because: str, words: str) -> None:
    response = packer_client.post(path(batch), {"job": job_at(batch, 1).pk, "because": because})
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert "What will happen" in page
    assert batch.jobs.count() == 5


@pytest.mark.parametrize("job", ["", "x", "99999", "of another batch", "not printed"])
def test_it_takes_only_a_label_of_this_batch_that_is_on_paper(
    packer_client: Client, batch: LabelBatch, job: str
) -> None:
    other = ready_batch(batch.printer, "9001")
    print_out(other, 1)
    named = {"of another batch": job_at(other, 1).pk, "not printed": job_at(batch, 5).pk}.get(job, job)
    response = packer_client.post(path(batch), {"job": named, "because": "jam"})
    assert response.status_code == 409
    assert "no longer printed here" in response.content.decode()
    assert batch.jobs.count() == 5
