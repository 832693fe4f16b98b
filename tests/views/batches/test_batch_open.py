"""The browser's print dialog opens once unasked; then a person says what came of it."""

from pathlib import Path
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from packages_ui import tasks
from packages_ui.models import LabelBatch
from packages_ui.services import label_files
from tests.services.batch_makers import move, states
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.views.print_makers import HTMX, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "woken")]
JSON = {"Accept": "application/json"}


@pytest.fixture
def batch(packer: User, media: Path) -> LabelBatch:
    made = ready_batch(None, "1001", "1002", "1003", owner=packer)
    label_files.write_whole(media / "batches/1.pdf", b"%PDF-1.7 all labels")
    LabelBatch.objects.update(pdf_path="batches/1.pdf", pdf_pages=3, pdf_at=timezone.now())
    return made


def path(batch: LabelBatch, verb: str = "open") -> str:
    return f"/labels/batches/{batch.pk}/{verb}/"


def test_it_is_handed_to_the_first_page_that_asks(packer_client: Client, batch: LabelBatch) -> None:
    first = packer_client.post(path(batch), headers=JSON)
    assert (first.status_code, first.json()) == (200, {"pdf": f"/labels/batches/{batch.pk}/labels.pdf"})
    assert states(batch) == [State.SENT] * 3
    second = packer_client.post(path(batch), headers=JSON)
    assert second.status_code == 409
    assert second.json() == {"handed_at": timezone.localtime().strftime("%H:%M")}


def test_it_tells_the_page_over_htmx_to_print(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.post(path(batch), headers=HTMX)
    assert '"print"' in response["HX-Trigger"]
    shown = response.content.decode()
    assert shown.strip().startswith('<section id="progress"')
    assert "in the print dialog print?" in shown
    assert "data-open" not in shown


def test_it_leads_to_the_pdf_without_javascript(packer_client: Client, batch: LabelBatch) -> None:
    assert packer_client.post(path(batch))["Location"] == f"/labels/batches/{batch.pk}/labels.pdf"


@pytest.mark.parametrize("over", [{}, HTMX])
def test_it_asks_before_it_prints_once_more(
    packer_client: Client, batch: LabelBatch, over: dict[str, str]
) -> None:
    packer_client.post(path(batch))
    response = packer_client.post(path(batch), headers=over)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Sent to the print dialog at" in page
    assert "Open PDF" in page
    assert 'name="because"' in page
    assert ("<html" in page) is not bool(over)


def test_it_prints_all_again_for_a_reason(
    packer_client: Client, batch: LabelBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    joiner = Mock(return_value=True)
    monkeypatch.setattr(tasks, "wake_joiner", joiner)
    packer_client.post(path(batch))
    page = packer_client.post(path(batch, "reprint"), {"all": "1", "because": "lost"}, follow=True)
    assert "3 labels are printed again." in page.content.decode()
    assert states(batch) == [State.READY] * 3
    joiner.assert_called_once_with(batch.pk)


def test_it_takes_the_word_that_all_came_out(packer_client: Client, batch: LabelBatch) -> None:
    packer_client.post(path(batch))
    assert "Did all" in packer_client.get(f"/labels/batches/{batch.pk}/").content.decode()
    page = packer_client.post(path(batch, "came-out"), follow=True).content.decode()
    assert "3 labels confirmed." in page
    assert "Did all" not in page
    assert states(batch) == [State.PRINTED] * 3
    again = packer_client.post(path(batch, "came-out"), headers=HTMX)
    assert "Already answered" in again["HX-Trigger"]


def test_it_goes_on_from_the_last_good_one(packer_client: Client, batch: LabelBatch) -> None:
    packer_client.post(path(batch))
    page = packer_client.get(path(batch, "resume"), {"scan": "1001"}).content.decode()
    assert "2 labels are printed again" in " ".join(page.split())
    packer_client.post(path(batch, "resume"), {"job": job_at(batch, 1).pk, "because": "jam"})
    assert states(batch) == [State.PRINTED, State.READY, State.READY]


@pytest.mark.parametrize("over", [{}, HTMX])
def test_it_opens_nothing_for_a_printer(
    packer_client: Client, batch: LabelBatch, over: dict[str, str]
) -> None:
    printer = printer_of()
    LabelBatch.objects.update(printer=printer)
    response = packer_client.post(path(batch), headers=over)
    assert response.status_code == 409
    said = response["HX-Trigger"] if over else response.content.decode()
    assert f"The labels of this batch go to {printer.name}" in said
    assert states(batch) == [State.READY] * 3


def test_it_waits_for_a_label_that_is_being_sent_elsewhere(packer_client: Client, batch: LabelBatch) -> None:
    printer = printer_of(answers=True)
    move(batch, State.SENDING, 1, printer=printer)
    response = packer_client.post(path(batch), headers=HTMX)
    assert response.status_code == 409
    assert "is being sent to its earlier printer" in response["HX-Trigger"]
    assert states(batch) == [State.SENDING, State.READY, State.READY]


def test_it_hands_nothing_over_when_the_file_is_lost(
    packer_client: Client, batch: LabelBatch, media: Path
) -> None:
    (media / "batches/1.pdf").unlink()
    assert "being made again" in packer_client.post(path(batch)).content.decode()
    assert states(batch) == [State.READY] * 3


def test_it_stays_openable_and_says_when_it_is_lost_for_good(
    packer_client: Client, batch: LabelBatch, media: Path
) -> None:
    packer_client.post(path(batch))
    assert packer_client.get(f"/labels/batches/{batch.pk}/labels.pdf").status_code == 200
    (media / "batches/1.pdf").unlink()
    for _ in range(2):
        response = packer_client.get(f"/labels/batches/{batch.pk}/labels.pdf")
        assert response.status_code == 409
        page = response.content.decode()
        assert "its labels went to the print dialog already" in page
        assert 'id="print-again"' in page


@pytest.mark.parametrize("over", [{}, HTMX, JSON])
def test_it_asks_where_another_batch_has_printed_a_label_meanwhile(
    packer_client: Client, batch: LabelBatch, over: dict[str, str]
) -> None:
    move(ready_batch(None, "1002"), State.SENT)
    response = packer_client.post(path(batch), headers=over)
    assert response.status_code == 409
    assert "1 of these 3 labels" in response.content.decode()
    assert states(batch) == [State.READY] * 3
    if over != JSON:
        assert "Print only the other 2" in response.content.decode()


def test_it_prints_only_the_others_in_a_batch_of_their_own(packer_client: Client, batch: LabelBatch) -> None:
    move(ready_batch(None, "1002"), State.SENT)
    fields = dict(packer_client.post(path(batch)).context["fields"])
    packer_client.post("/labels/batches/", fields | {"only_new": "1"})
    made = LabelBatch.objects.latest("pk")
    assert (made.printer, list(made.jobs.values_list("package_number", flat=True))) == (
        None,
        ["1001", "1003"],
    )


def test_it_does_not_ask_twice_about_what_is_printed_for_a_reason(
    packer_client: Client, batch: LabelBatch
) -> None:
    move(ready_batch(None, "1002"), State.SENT)
    batch.jobs.update(reprint_because="lost")
    assert packer_client.post(path(batch), headers=JSON).status_code == 200
