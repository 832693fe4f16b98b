"""How long a label took from one step to the next."""

from datetime import UTC, datetime, timedelta

import pytest

from packages_ui.models import PrintJob
from packages_ui.services.batches.batch_jobs import medians, span, steps_of
from tests.services.batch_makers import batch_of, move

State = PrintJob.State
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "+0.0 s"), (1.24, "+1.2 s"), (240, "+4 min"), (10_800, "+3 h"), (-1, "")]
)
def test_it_tells_a_span_in_few_signs(seconds: float, text: str) -> None:
    assert span(NOON, at(seconds)) == text
    assert span(NOON, None) == ""


def test_it_tells_the_times_since_it_was_asked_for() -> None:
    job = PrintJob(
        state=State.PRINTED,
        wanted_at=NOON,
        fetched_at=at(0.4),
        ready_at=at(0.5),
        sent_at=at(2),
        printed_at=at(4),
    )
    assert tuple(map(str, steps_of(job))) == ("+0.4 s", "+0.5 s", "+2.0 s", "+4.0 s", "")


def test_it_leaves_out_what_an_earlier_try_left_behind() -> None:
    job = PrintJob(state=State.READY, wanted_at=NOON, ready_at=at(1), sent_at=at(2), printed_at=at(3))
    assert tuple(map(str, steps_of(job))) == ("", "+1.0 s", "", "", "")


@pytest.mark.django_db
def test_it_tells_the_medians_of_a_batch() -> None:
    batch = batch_of("1", "2", "3", "4")
    batch.jobs.update(wanted_at=NOON)
    for position, seconds in enumerate((1, 2, 9), start=1):
        move(batch, State.PRINTED, position, fetched_at=at(seconds), printed_at=at(10 * seconds))
    assert tuple(map(str, medians(batch=batch))) == ("+2.0 s", "", "", "+20.0 s", "")
