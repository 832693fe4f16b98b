"""What the head of every page says is read once for many pages."""

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import PrintJob
from packages_ui.services.batches import fetch_pause
from packages_ui.services.head import head
from packages_ui.services.printing import progress
from packages_ui.services.printing.progress import forget_head
from tests.services.batch_makers import batch_of, move
from tests.services.printing.makers import printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept does not grow old while a busy machine takes its time."""
    monkeypatch.setattr(progress, "HEAD_SECONDS", 600)


def test_it_asks_the_database_once_for_many_pages(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        said = [head() for _ in range(5)]
    assert {(one.to_answer.count, str(one.fetch_pause)) for one in said} == {(0, "")}


def test_it_counts_anew_once_somebody_has_answered() -> None:
    assert head().to_answer.count == 0
    move(ready_batch(printer_of(), "1"), State.UNKNOWN)
    assert head().to_answer.count == 0
    forget_head()
    assert head().to_answer.count == 1


def test_it_says_at_once_why_no_label_is_fetched() -> None:
    batch_of("1")
    assert head().fetch_pause == ""
    fetch_pause.refused(sentence="401")
    assert "does not accept our access key" in head().fetch_pause
    fetch_pause.works()
    assert head().fetch_pause == ""


def test_it_works_while_the_cache_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", lambda _key: None)
    move(ready_batch(printer_of(), "1"), State.UNKNOWN)
    assert head().to_answer.count == 1
