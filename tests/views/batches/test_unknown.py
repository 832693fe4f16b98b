"""Labels of which nobody knows whether they came out."""

from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer
from packages_ui.services.marks.hold import hold
from tests.services.batch_makers import states
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.services.station_makers import station_at
from tests.views.print_makers import HTMX, State, onlooker, print_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PATH = "/labels/unknown/"


@pytest.fixture
def printer(db: None) -> Printer:
    return printer_of(answers=True)


@pytest.fixture
def batch(packer: User, printer: Printer, media: object) -> LabelBatch:
    made = ready_batch(printer, "PK-1001", "PK-1002", "PK-1003", owner=packer)
    print_out(made, 1, 2, state=State.UNKNOWN)
    made.jobs.filter(position=1).update(codes="TRK-0001", reason="The connection broke.")
    return made


def shown(client: Client, query: str = "") -> str:
    response = client.get(f"{PATH}{query}")
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, sent: dict[str, Any], **headers: str) -> tuple[int, str]:
    response = client.post(PATH, sent, headers=headers, follow=True)
    return response.status_code, response.content.decode()


def test_it_shows_what_happened_to_which_label(packer_client: Client, batch: LabelBatch) -> None:
    page = shown(packer_client)
    assert page.index("PK-1002") < page.index("PK-1001")  # the newest first
    for words in ("The connection broke.", "TRK-0001", f"/labels/batches/{batch.pk}/", "It printed"):
        assert words in page
    assert page.count('data-key="n"') == 1


def test_it_shows_those_of_one_printer(packer_client: Client, batch: LabelBatch, printer: Printer) -> None:
    other = ready_batch(printer_of(), "PK-9001")
    print_out(other, 1, state=State.UNKNOWN)
    assert "PK-9001" in shown(packer_client)
    page = shown(packer_client, f"?printer={printer.pk}")
    assert "PK-9001" not in page
    assert f'name="printer" value="{printer.pk}"' in page


def test_it_answers_htmx_with_the_list(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.get(PATH, headers=HTMX)
    assert response.content.decode().strip().startswith('<div id="unknown-list"')


def test_it_takes_the_word_that_it_came_out(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock
) -> None:
    _, page = post(packer_client, {"job": [job_at(batch, 1).pk], "came_out": "yes"})
    assert states(batch) == [State.PRINTED, State.UNKNOWN, State.READY]
    assert "Package PK-1001: label confirmed." in page
    woken_feeders.assert_not_called()


def test_it_prints_again_what_did_not(packer_client: Client, batch: LabelBatch, woken_feeders: Mock) -> None:
    jobs = [job_at(batch, 1).pk, job_at(batch, 2).pk]
    response = packer_client.post(PATH, {"job": jobs, "came_out": "no"}, headers=HTMX)
    assert states(batch) == [State.READY] * 3
    assert "2 labels are printed again." in response["HX-Trigger"]
    page = response.content.decode()
    assert "No labels need checking" in page
    assert 'id="to-answer"' in page
    woken_feeders.assert_called_once_with()


def test_it_holds_back_what_is_to_be_printed_again(
    packer_client: Client, batch: LabelBatch, packer: User, woken_feeders: Mock
) -> None:
    hold(number="PK-1001", because="fraud?", user_id=packer.pk)
    held = f"Package PK-1001 is on hold by {packer.username}: “fraud?”."
    _, page = post(packer_client, {"job": [job_at(batch, 1).pk], "came_out": "no"})
    assert held in page
    assert "printed again." not in page
    assert states(batch) == [State.READY, State.UNKNOWN, State.READY]
    assert held in job_at(batch, 1).question


def test_it_prints_the_others_again(
    packer_client: Client, batch: LabelBatch, packer: User, woken_feeders: Mock
) -> None:
    hold(number="PK-1001", because="fraud?", user_id=packer.pk)
    jobs = [job_at(batch, place).pk for place in (1, 2)]
    _, page = post(packer_client, {"job": jobs, "came_out": "no"})
    assert "2 labels are printed again. Package PK-1001 is on hold" in page


def test_it_tells_kindly_of_a_second_answer(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock
) -> None:
    sent: dict[str, Any] = {"job": [job_at(batch, 1).pk], "came_out": "yes"}
    post(packer_client, sent)
    status, page = post(packer_client, {**sent, "came_out": "no"})
    assert status == 200
    assert "Already answered, by a colleague or by the printer." in page
    assert job_at(batch, 1).state == State.PRINTED


@pytest.mark.parametrize("scan", ["TRK-0001", "trk0001", "pk-1001"])
def test_it_takes_a_scan_of_the_label_for_a_word(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock, scan: str
) -> None:
    _, page = post(packer_client, {"scan": scan})
    assert states(batch) == [State.PRINTED, State.UNKNOWN, State.READY]
    assert "Package PK-1001: label confirmed." in page


@pytest.mark.parametrize("scan", ["", "PK-1003", "<b>other</b>"])
@pytest.mark.parametrize("over", [{}, HTMX])
def test_it_changes_nothing_when_no_label_bears_what_was_scanned(
    packer_client: Client, batch: LabelBatch, scan: str, over: dict[str, str]
) -> None:
    _, page = post(packer_client, {"scan": scan}, **over)
    assert states(batch) == [State.UNKNOWN, State.UNKNOWN, State.READY]
    assert "is not on any of these labels." in page
    assert "<b>other" not in page


def test_it_scans_only_among_those_that_the_page_shows(packer_client: Client, batch: LabelBatch) -> None:
    post(packer_client, {"scan": "TRK-0001", "printer": printer_of().pk})
    assert job_at(batch, 1).state == State.UNKNOWN


@pytest.mark.parametrize("word", ["", "perhaps"])
def test_it_wants_a_clear_answer(packer_client: Client, batch: LabelBatch, word: str) -> None:
    response = packer_client.post(PATH, {"job": [job_at(batch, 1).pk], "came_out": word}, headers=HTMX)
    assert response.status_code == 422
    assert job_at(batch, 1).state == State.UNKNOWN


def test_it_answers_the_page_of_a_batch(
    packer_client: Client, batch: LabelBatch, woken_feeders: Mock
) -> None:
    sent = {"job": [job_at(batch, 1).pk], "came_out": "yes", "batch": batch.pk}
    _, shown_ = post(packer_client, sent, **HTMX)
    assert shown_.strip().startswith('<section id="progress"')
    assert "Printed 1 of 3" in shown_
    assert packer_client.post(PATH, sent)["Location"] == f"/labels/batches/{batch.pk}/"


def test_it_answers_the_page_of_a_station(
    packer_client: Client, batch: LabelBatch, printer: Printer, woken_feeders: Mock
) -> None:
    station = station_at(printer)
    sent = {"job": [job_at(batch, 2).pk], "came_out": "yes", "station": station.pk}
    _, shown_ = post(packer_client, sent, **HTMX)
    assert 'id="station-unknown"' in shown_
    assert "did the label print?" in shown_
    assert "PK-1001" in shown_
    assert packer_client.post(PATH, sent)["Location"] == f"/stations/{station.pk}/"


def test_it_offers_no_answer_to_one_who_may_only_look(client: Client, batch: LabelBatch) -> None:
    page = shown(onlooker(client))
    assert "PK-1001" in page
    assert 'name="came_out"' not in page
    assert 'id="scan"' not in page


def test_it_leads_to_what_is_held_back(packer_client: Client, batch: LabelBatch) -> None:
    batch.jobs.filter(position=3).update(question="No barcode can be read.")
    assert f'href="/labels/batches/{batch.pk}/">{batch}</a>: 1 label' in shown(packer_client)


@pytest.mark.parametrize("path", ["/labels/", "/labels/unknown/", "/stations/", "/"])
def test_it_is_counted_in_red_on_every_page(packer_client: Client, batch: LabelBatch, path: str) -> None:
    batch.jobs.filter(position=3).update(question="No barcode can be read.")
    page = packer_client.get(path).content.decode()
    assert (
        '<span id="to-answer" class="nav-count">3<span class="visually-hidden"> labels need your answer'
        in page
    )


def test_it_counts_nothing_when_all_is_known(packer_client: Client) -> None:
    assert '<span id="to-answer" class=""></span>' in packer_client.get("/labels/").content.decode()


def test_it_does_not_say_that_all_is_known_while_a_printer_is_silent(
    packer_client: Client, printer: Printer
) -> None:
    assert "No labels need checking" in shown(packer_client)
    batch = ready_batch(printer, "PK-1001")
    print_out(batch, 1, state=State.SENT)
    trouble = "The printer does not respond: it may be open."
    Printer.objects.update(trouble=trouble, looked_at=timezone.now())
    page = shown(packer_client)
    assert "No labels need checking" not in page
    assert f"{printer.name}: The printer does not respond</strong>: 1 label sent, not confirmed" in page
