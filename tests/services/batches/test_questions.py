"""What a batch asks before it prints: the first fifty, how many there are, and whether it is one question."""

import pytest
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.batches.batch_jobs import MOST_QUESTIONS, questions
from tests.services.batch_makers import batch_of, move

pytestmark = pytest.mark.django_db
MANY = MOST_QUESTIONS + 10


@pytest.fixture
def batch() -> LabelBatch:
    """All but its first label are asked about, all alike."""
    batch = batch_of(*map(str, range(MANY + 1)))
    move(batch, PrintJob.State.READY)
    batch.jobs.filter(position__gt=1).update(question="Is it right?")
    return batch


def test_it_shows_fifty_and_counts_all(batch: LabelBatch) -> None:
    found = questions(batch=batch)
    assert (len(found.rows), found.count, found.more) == (MOST_QUESTIONS, MANY, 10)
    assert (found.rows[0].position, str(found.common), found.open) == (2, "Is it right?", True)


@pytest.mark.parametrize("position", [2, MANY + 1], ids=["among the first", "behind them"])
def test_it_is_not_one_question_where_one_label_asks_another(batch: LabelBatch, position: int) -> None:
    batch.jobs.filter(position=position).update(question="Is it wrong?")
    assert not questions(batch=batch).common


def test_it_says_of_one_label_what_it_asks(batch: LabelBatch) -> None:
    batch.jobs.filter(position__gt=2).update(question="")
    found = questions(batch=batch)
    assert (found.count, str(found.common), str(found.rows[0].question)) == (1, "", "Is it right?")


def test_it_reads_few_by_one_statement(
    batch: LabelBatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    batch.jobs.filter(position__gt=5).update(question="")
    with django_assert_num_queries(2):  # the labels, and whose boxes they are
        questions(batch=batch)
