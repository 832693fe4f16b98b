"""While Seller Center refuses our key, one worker at a time tries it, less and less often."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache

from packages_ui.models import FetchPause
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches.fetch_pause import Turn, somebody_waits
from tests.services.batch_makers import batch_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SENTENCE = "It does not accept our access key."


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as made:
        yield made


def test_it_lets_all_go_while_the_key_is_good() -> None:
    assert [fetch_pause.turn(), fetch_pause.turn()] == [Turn.GO, Turn.GO]
    fetch_pause.works()
    assert not FetchPause.objects.exists()


def test_it_lets_one_try_at_growing_intervals(clock: time_machine.Traveller) -> None:
    fetch_pause.refused(sentence=SENTENCE)
    waits = []
    for _ in range(6):
        due = FetchPause.objects.get().due_at
        waits.append((due - datetime.now(UTC)).total_seconds())
        clock.move_to(due - timedelta(seconds=1))
        assert fetch_pause.turn() is Turn.WAIT
        clock.move_to(due)
        assert [fetch_pause.turn(), fetch_pause.turn()] == [Turn.TRY, Turn.WAIT]
        fetch_pause.refused(sentence=SENTENCE)
    assert waits == [5, 10, 20, 40, 60, 60]


def test_it_begins_anew_after_it_has_ended(clock: time_machine.Traveller) -> None:
    fetch_pause.refused(sentence=SENTENCE)
    clock.shift(timedelta(minutes=5))
    fetch_pause.turn()
    fetch_pause.works()
    assert fetch_pause.turn() is Turn.GO
    fetch_pause.refused(sentence=SENTENCE)
    row = FetchPause.objects.get()
    assert (row.since, row.tries, row.ended_at) == (NOON + timedelta(minutes=5), 1, None)


def test_it_says_so_only_while_a_label_waits() -> None:
    fetch_pause.refused(sentence=SENTENCE)
    assert fetch_pause.notice() == ""
    batch_of("1")
    cache.clear()
    assert "all requests are kept" in fetch_pause.notice()


def test_it_keeps_nobody_from_other_work() -> None:
    """What yields to people who wait for labels does not yield for hours."""
    batch_of("1")
    assert somebody_waits()
    fetch_pause.refused(sentence=SENTENCE)
    assert not somebody_waits()
