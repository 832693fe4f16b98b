"""Once more, with a reason."""

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
    made = ready_batch(printer_of(answers=True), "1001", "1002", "1003", owner=packer)
    print_out(made, 1, 2)
    return made


def path(batch: LabelBatch) -> str:
    return f"/labels/batches/{batch.pk}/reprint/"


def test_it_asks_why(packer_client: Client, batch: LabelBatch) -> None:
    page = packer_client.get(f"{path(batch)}?job={job_at(batch, 2).pk}").content.decode()
    assert "<html" in page
    assert "Reprint the label of package" in page
    assert "1002" in page
    for reason in ("Paper jam", "Damaged", "Lost", "Another reason"):
        assert reason in page


def test_it_asks_over_htmx_in_the_dialog(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.get(f"{path(batch)}?job={job_at(batch, 2).pk}", headers=HTMX)
    assert response.content.decode().strip().startswith("<form")
    assert response["HX-Retarget"] == "#dialog-body"


def test_it_prints_again(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    sent = {"job": [job_at(batch, 2).pk], "because": "damaged"}
    page = packer_client.post(path(batch), sent, follow=True).content.decode()
    copy = job_at(batch, 2, copy=2)
    assert (copy.state, copy.reprint_because) == (State.READY, "damaged")
    assert "1 label is printed again." in page
    woken_feeders.assert_called_once_with()


def test_it_answers_htmx_with_the_moving_part(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock
) -> None:
    sent = {"job": [job_at(batch, 1).pk, job_at(batch, 2).pk], "because": "jam"}
    response = packer_client.post(path(batch), sent, headers=HTMX)
    assert response.content.decode().strip().startswith('<section id="progress"')
    assert "2 labels are printed again." in response["HX-Trigger"]


def test_it_does_nothing_at_a_second_press(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock
) -> None:
    sent = {"job": [job_at(batch, 2).pk], "because": "jam"}
    packer_client.post(path(batch), sent)
    response = packer_client.post(path(batch), sent)
    assert response.status_code == 409
    assert "already requested" in response.content.decode()
    assert batch.jobs.count() == 4


@pytest.mark.parametrize(
    ("because", "words"),
    [("", "Choose a reason. Nothing was printed yet."), ("fun", "not one of the reasons")],
)
@pytest.mark.parametrize("over", [{}, HTMX])
def test_it_wants_one_of_the_reasons(
    packer_client: Client, batch: LabelBatch, because: str, words: str, over: dict[str, str]
) -> None:
    sent = {"job": [job_at(batch, 2).pk], "because": because}
    response = packer_client.post(path(batch), sent, headers=over)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert batch.jobs.count() == 3


def test_it_says_what_cannot_be_printed_again(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.get(f"{path(batch)}?job={job_at(batch, 3).pk}&job=x")
    assert response.status_code == 409
    assert "not printed yet" in response.content.decode()
