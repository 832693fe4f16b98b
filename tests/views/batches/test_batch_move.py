"""Taking the rest of a batch elsewhere."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui import tasks
from packages_ui.models import LabelBatch
from tests.services.printing.makers import printer_of, ready_batch
from tests.undo import press_undo
from tests.views.print_makers import HTMX, State, print_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def batch(packer: User, media: object) -> LabelBatch:
    """Two labels are out, one is in the printer, one waits."""
    made = ready_batch(printer_of(answers=True), "1", "2", "3", "4", owner=packer)
    print_out(made, 1, 2)
    print_out(made, 3, state=State.SENT)
    return made


@pytest.fixture
def joiner(monkeypatch: pytest.MonkeyPatch) -> Mock:
    mock = Mock(return_value=True)
    monkeypatch.setattr(tasks, "wake_joiner", mock)
    return mock


def move_to(client: Client, batch: LabelBatch, printer: object, **headers: str) -> tuple[int, str]:
    sent = {} if printer is None else {"printer": str(printer)}
    address = f"/labels/batches/{batch.pk}/move/"
    response = client.post(address, sent, headers=headers, follow=True)
    batch.refresh_from_db()
    return response.status_code, response.content.decode()


def test_it_moves_to_another_printer(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    old, new = batch.printer, printer_of()
    assert old
    _, page = move_to(packer_client, batch, new.pk)
    assert batch.printer == new
    assert f"Moved 1 label to: {new.name}. 1 label still prints on: {old.name}." in page
    woken_feeders.assert_called_once_with()


def test_a_move_is_taken_back(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock, joiner: Mock
) -> None:
    old = batch.printer
    answer = packer_client.post(
        f"/labels/batches/{batch.pk}/move/", {"printer": "browser"}, headers={"HX-Request": "true"}
    )
    press_undo(packer_client, answer)
    batch.refresh_from_db()
    assert batch.printer == old


def test_it_moves_to_the_browser(packer_client: Client, batch: LabelBatch, joiner: Mock) -> None:
    _, page = move_to(packer_client, batch, "browser")
    assert batch.printer is None
    assert "Moved 1 label to: the browser." in page
    assert "1 still in the previous printer" in page
    joiner.assert_called_once_with(batch.pk)


def test_it_answers_htmx_with_the_moving_part(packer_client: Client, batch: LabelBatch, joiner: Mock) -> None:
    _, shown = move_to(packer_client, batch, "browser", **HTMX)
    assert shown.strip().startswith('<section id="progress"')


@pytest.mark.parametrize(
    ("printer", "status", "words"),
    [(None, 422, "No printer was chosen"), ("999", 422, "no longer exists"), ("x", 422, "no longer exists")],
)
def test_it_refuses_what_is_no_printer(
    packer_client: Client, batch: LabelBatch, printer: str | None, status: int, words: str
) -> None:
    before = batch.printer
    assert move_to(packer_client, batch, printer)[0] == status
    assert words in move_to(packer_client, batch, printer)[1]
    assert batch.printer == before


def test_it_stays_where_it_is(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    status, page = move_to(packer_client, batch, batch.printer_id)
    assert status == 409
    assert "already prints there" in page
    woken_feeders.assert_not_called()


def test_it_says_over_htmx_why_not(packer_client: Client, batch: LabelBatch) -> None:
    address = f"/labels/batches/{batch.pk}/move/"
    response = packer_client.post(address, {"printer": "999"}, headers=HTMX)
    assert (response.status_code, response["HX-Reswap"]) == (422, "none")
    assert "no longer exists" in response["HX-Trigger"]
