"""The list of batches."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import LabelBatch, PrintJob
from tests.services.batch_makers import batch_of, move, person

State = PrintJob.State
HTMX = {"HX-Request": "true"}


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


@pytest.mark.parametrize(
    ("moves", "pdf", "word"),
    [
        ({}, "", "Fetching"),
        ({1: State.READY, 2: State.FAILED}, "", "Joining"),
        ({1: State.READY, 2: State.READY}, "a.pdf", "Ready"),
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


def test_it_answers_htmx_with_the_table_only(packer_client: Client, packer: User) -> None:
    batch_of("1", owner=packer)
    response = packer_client.get("/labels/", headers=HTMX)
    assert "HX-Request" in response["Vary"]
    assert response.content.decode().strip().startswith('<div id="batches"')


def test_it_says_what_to_do_where_there_is_none(packer_client: Client) -> None:
    assert "You have not printed labels yet" in shown(packer_client)
    assert "Nobody has printed labels yet" in shown(packer_client, "?owner=everyone")


def test_it_pages(packer_client: Client, packer: User) -> None:
    for number in range(30):
        batch_of(str(number), owner=packer, name=f"Name-{number}-")
    assert "Name-29-" in shown(packer_client)
    assert "Name-29-" not in shown(packer_client, "?page=2")
    assert "Name-0-" in shown(packer_client, "?page=2")
    assert "Name-0-" in shown(packer_client, "?page=99")


def test_it_escapes_hostile_names(packer_client: Client, packer: User) -> None:
    batch_of("1", owner=packer, name="<script>alert(1)</script>")
    assert "<script>alert" not in shown(packer_client)


def test_it_asks_the_database_as_often_for_many_as_for_one(
    packer_client: Client, packer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        batch_of(str(number), owner=packer)
    with django_assert_max_num_queries(8):
        shown(packer_client)
