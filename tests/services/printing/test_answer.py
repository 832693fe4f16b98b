"""A person's word is taken once."""

import pytest
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, PrintJob
from packages_ui.services.printing.answers import answer_question, answer_twice, answer_unknown
from tests.services.batch_makers import move, person
from tests.services.printing.makers import job_at, printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def batch(media: object) -> LabelBatch:
    printer = printer_of()
    made = ready_batch(printer, "1", "2")
    fields = {"printer": printer, "unknown_at": timezone.now(), "attempts": 3, "cause": "died"}
    move(made, State.UNKNOWN, 1, **fields)
    made.jobs.filter(position=2).update(question="No barcode can be read.")
    return made


def test_it_takes_it_for_printed_when_it_came_out(batch: LabelBatch) -> None:
    assert answer_unknown(jobs=[job_at(batch, 1)], came_out=True, user_id=person().pk) == 1
    job = job_at(batch, 1)
    assert (job.state, job.proof) == (State.PRINTED, PrintJob.Proof.PERSON)


def test_it_prints_it_again_when_it_did_not(batch: LabelBatch) -> None:
    assert answer_unknown(jobs=[job_at(batch, 1)], came_out=False, user_id=person().pk) == 1
    job = job_at(batch, 1)
    assert (job.state, job.attempts, job.cause, job.printer) == (State.READY, 0, "", None)


@pytest.mark.parametrize("second", [True, False])
def test_it_counts_the_first_answer_only(batch: LabelBatch, second: bool) -> None:
    seen = job_at(batch, 1)
    answer_unknown(jobs=[seen], came_out=True, user_id=person().pk)
    assert answer_unknown(jobs=[seen], came_out=second, user_id=person("other").pk) == 0
    assert job_at(batch, 1).state == State.PRINTED
    assert Act.objects.filter(verb=Act.Verb.ANSWER).count() == 1


def test_it_writes_down_who_answered_what(batch: LabelBatch) -> None:
    answer_unknown(jobs=[job_at(batch, 1)], came_out=True, user_id=person().pk)
    act = Act.objects.get(verb=Act.Verb.ANSWER)
    assert (act.package_number, act.user, act.after) == ("1", person(), {"batch": batch.pk, "came_out": True})


def test_it_prints_what_was_asked_about(batch: LabelBatch) -> None:
    assert answer_question(jobs=[job_at(batch, 2)], print_it=True, user_id=person().pk) == 1
    job = job_at(batch, 2)
    assert (job.state, str(job.question), job.checked) == (State.READY, "", True)
    assert job.warning == "No barcode can be read."


def test_it_leaves_out_what_was_asked_about(batch: LabelBatch) -> None:
    assert answer_question(jobs=[job_at(batch, 2)], print_it=False, user_id=person().pk) == 1
    assert job_at(batch, 2).state == State.CANCELLED
    assert answer_question(jobs=[job_at(batch, 2)], print_it=True, user_id=person().pk) == 0


def test_it_asks_no_more_about_two_when_somebody_has_looked(batch: LabelBatch) -> None:
    move(batch, State.PRINTED, 1)
    batch.jobs.update(maybe_twice=True)
    jobs = list(batch.jobs.all())
    assert answer_twice(jobs=jobs, user_id=person().pk) == 1
    assert answer_twice(jobs=jobs, user_id=person().pk) == 0
    assert [job.maybe_twice for job in batch.jobs.all()] == [False, True]  # the second is not out yet
    act = Act.objects.get(verb=Act.Verb.ANSWER)
    assert act.after == {"batch": batch.pk, "looked_for_two": True}
