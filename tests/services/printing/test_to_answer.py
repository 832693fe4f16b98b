"""What the header counts."""

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import PrintJob
from packages_ui.services.printing.to_answer import ToAnswer, answered, asking_batches, to_answer
from tests.services.batch_makers import move
from tests.services.printing.makers import printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_it_counts_what_is_unknown_and_what_asks() -> None:
    batch = ready_batch(printer_of(), "1", "2", "3", "4")
    move(batch, State.UNKNOWN, 1)
    batch.jobs.filter(position__in=(2, 3)).update(question="No barcode can be read.")
    assert to_answer() == ToAnswer(unknown=1, asking=2)
    assert to_answer().count == 3
    assert asking_batches() == ((batch.pk, str(batch), 2),)


def test_it_does_not_count_a_question_that_is_settled() -> None:
    batch = ready_batch(printer_of(), "1")
    batch.jobs.update(question="No barcode can be read.")
    move(batch, State.CANCELLED)
    assert to_answer().count == 0
    assert asking_batches() == ()


def test_it_asks_the_database_once_for_many_pages(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert [to_answer().count for _ in range(5)] == [0] * 5


def test_it_counts_anew_once_somebody_has_answered() -> None:
    assert to_answer().count == 0
    move(ready_batch(printer_of(), "1"), State.UNKNOWN)
    answered()
    assert to_answer().count == 1


def test_it_works_while_the_cache_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", lambda _key: None)
    move(ready_batch(printer_of(), "1"), State.UNKNOWN)
    assert to_answer().count == 1
