"""The list of batches."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import LabelBatch, Printer, PrintJob
from tests.services.batch_makers import batch_of, move, person
from tests.services.printing.makers import printer_of

State = PrintJob.State
HTMX = {"HX-Request": "true"}
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def shown(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(f"/labels/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_it_lists_the_newest_first(packer_client: Client, packer: User) -> None:
    first, second = (batch_of("1", "2", owner=packer, name=name) for name in ("Early", "Late"))
    page = shown(packer_client)
    assert page.index("Late") < page.index("Early")
    assert f"/labels/batches/{first.pk}/" in page
    assert f"/labels/batches/{second.pk}/" in page


def test_it_shows_ones_own_and_on_wish_everyones(packer_client: Client, packer: User) -> None:
    batch_of("1", owner=packer, name="My own")
    batch_of("2", owner=person("colleague"), name="Theirs")
    assert "Theirs" not in shown(packer_client)
    everyone = shown(packer_client, "?owner=everyone")
    assert "Theirs" in everyone
    assert "My own" in everyone
    assert "colleague" in everyone


def test_it_leaves_out_the_single_labels_of_packing_stations(packer_client: Client, packer: User) -> None:
    batch_of("1", owner=packer, name="Packing 1", from_desk=True)
    assert "Packing 1" not in shown(packer_client)


@pytest.mark.parametrize(
    ("moves", "pdf", "word"),
    [
        ({}, "", "Fetching"),
        ({1: State.READY, 2: State.FAILED}, "", "Joining"),
        ({1: State.READY, 2: State.READY}, "a.pdf", "Ready to print"),
        ({1: State.READY, 2: State.FAILED}, "a.pdf", "Some failed"),
        ({1: State.FAILED, 2: State.FAILED}, "", "Failed"),
        ({1: State.CANCELLED, 2: State.CANCELLED}, "", "Cancelled"),
    ],
)
def test_it_says_in_a_word_where_a_batch_stands(
    packer_client: Client, packer: User, moves: dict[int, State], pdf: str, word: str
) -> None:
    batch = batch_of("1", "2", owner=packer)
    for position, state in moves.items():
        move(batch, state, position)
    LabelBatch.objects.update(pdf_path=pdf)
    page = shown(packer_client)
    assert f">{word}</span>" in page
    assert ("hx-trigger" in page) is (word in ("Fetching", "Joining"))
    assert ("labels.pdf" in page) is bool(pdf)


@pytest.mark.parametrize(
    ("moves", "fields", "stands"),
    [
        ({}, {}, ("Fetching", True)),
        ({1: State.READY, 2: State.READY}, {}, ("In the queue", True)),
        ({1: State.PRINTED, 2: State.SENT}, {}, ("Printing", True)),
        ({1: State.PRINTED, 2: State.READY}, {"paused_at": NOW}, ("Paused", True)),
        ({1: State.PRINTED, 2: State.UNKNOWN}, {}, ("Needs an answer", False)),
        ({1: State.PRINTED, 2: State.FAILED}, {}, ("Some failed", False)),
        ({1: State.FAILED, 2: State.FAILED}, {}, ("Failed", False)),
        ({1: State.PRINTED, 2: State.CANCELLED}, {}, ("Cancelled", False)),
        ({1: State.PRINTED, 2: State.PRINTED}, {}, ("Printed", False)),
    ],
)
def test_it_says_in_a_word_where_a_printers_batch_stands(
    packer_client: Client,
    packer: User,
    moves: dict[int, State],
    fields: dict[str, object],
    stands: tuple[str, bool],
) -> None:
    word, running = stands
    printer = printer_of(answers=True)
    batch = batch_of("1", "2", owner=packer, printer=printer)
    for position, state in moves.items():
        move(batch, state, position, printer=printer)
    LabelBatch.objects.update(pdf_path="", **fields)
    page = shown(packer_client)
    assert f">{word}</span>" in page
    assert ("hx-trigger" in page) is running
    assert f'<td class="untrusted">{printer.name}</td>' in page
    assert "labels.pdf" not in page


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"paused_at": NOW}, "Printer paused"),
        ({"trouble": "The paper is out.", "looked_at": NOW}, "Printer problem"),
    ],
)
def test_it_says_when_a_printer_keeps_a_batch_waiting(
    packer_client: Client, packer: User, fields: dict[str, object], word: str
) -> None:
    move(batch_of("1", owner=packer, printer=printer_of(answers=True)), State.READY)
    Printer.objects.update(**fields)
    assert f">{word}</span>" in shown(packer_client)


def test_it_counts_what_a_silent_printer_took(packer_client: Client, packer: User) -> None:
    printer = printer_of()
    move(batch_of("1", "2", owner=packer, printer=printer), State.SENT, printer=printer)
    page = shown(packer_client)
    assert ">Sent to the printer</span>" in page
    assert '<td class="num end">2</td>\n              <td class="num end">2</td>' in page


@pytest.mark.parametrize(("state", "word"), [(State.SENT, "In the print dialog"), (State.PRINTED, "Printed")])
def test_it_says_what_became_of_the_browsers_dialog(
    packer_client: Client, packer: User, state: State, word: str
) -> None:
    move(batch_of("1", owner=packer), state)
    page = shown(packer_client)
    assert f">{word}</span>" in page
    assert "hx-trigger" not in page


def test_it_leads_to_what_needs_an_answer(packer_client: Client, packer: User) -> None:
    batch = batch_of("1", "2", owner=packer, printer=printer_of())
    move(batch, State.UNKNOWN, 1)
    move(batch, State.READY, 2, question="No barcode can be read.")
    page = shown(packer_client)
    assert "1 unconfirmed label: did it print?" in page
    assert "1 label is held back: print it?" in page
    assert page.count('href="/labels/unknown/"') == 2


def test_it_answers_htmx_with_the_table_only(packer_client: Client, packer: User) -> None:
    batch_of("1", owner=packer)
    response = packer_client.get("/labels/", headers=HTMX)
    assert "HX-Request" in response["Vary"]
    assert response.content.decode().strip().startswith('<div id="batches"')


def test_it_says_what_to_do_where_there_is_none(packer_client: Client) -> None:
    assert "You have not printed labels yet" in shown(packer_client)
    assert "No labels have been printed yet" in shown(packer_client, "?owner=everyone")


def test_it_pages(packer_client: Client, packer: User) -> None:
    made = [batch_of(str(number), owner=packer, name=f"Name-{number}-").pk for number in range(60)]
    first = shown(packer_client)
    assert "Name-59-" in first
    assert "Name-34-" not in first
    assert f'rel="next" href="?before={made[35]}"' in first
    assert 'rel="prev"' not in first
    second = shown(packer_client, f"?before={made[35]}")
    assert "Name-34-" in second
    assert f'rel="prev" href="?after={made[34]}"' in second
    back = shown(packer_client, f"?after={made[34]}")
    assert ("Name-59-" in back, "Name-34-" in back, 'rel="prev"' in back) == (True, False, False)
    assert 'rel="next"' not in shown(packer_client, f"?before={made[10]}")


@pytest.mark.parametrize("query", ["?before=abc", "?after=-1", "?before=²", f"?after={'9' * 30}", "?page=2"])
def test_it_shows_the_newest_for_a_page_that_there_is_not(
    packer_client: Client, packer: User, query: str
) -> None:
    batch_of("1", owner=packer, name="Name-1")
    assert "Name-1" in shown(packer_client, query)


def test_it_escapes_hostile_names(packer_client: Client, packer: User) -> None:
    batch_of("1", owner=packer, name="<script>alert(1)</script>")
    assert "<script>alert" not in shown(packer_client)


def test_it_asks_the_database_as_often_for_many_as_for_one(
    packer_client: Client, packer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        batch_of(str(number), owner=packer)
    with django_assert_max_num_queries(9):
        shown(packer_client)
