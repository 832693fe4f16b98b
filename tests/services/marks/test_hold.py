"""A package on hold is neither printed nor packed, and continues when it is released."""

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act, PackageStop, PrintJob
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.services.errors import InvalidBatch, NotAllowed
from packages_ui.services.marks.hold import hold, release
from packages_ui.services.printing.answers import answer_question
from packages_ui.services.printing.reprint import reprint
from tests.services.batch_makers import move, person
from tests.services.printing.makers import job_at, printer_of, ready_batch

State = PrintJob.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return person("fatma")


def test_it_is_held_with_a_reason_that_is_audited(lead: User) -> None:
    hold(number="7", because=" wrong   address ", user_id=lead.pk)
    stop = PackageStop.objects.get()
    assert (stop.number, stop.kind, stop.because, stop.by) == ("7", "hold", "wrong address", lead)
    assert Act.objects.get(verb=Act.Verb.HOLD).after == {"because": "wrong address"}


def test_it_takes_no_hold_without_a_reason(lead: User) -> None:
    with pytest.raises(NotAllowed, match="Enter a reason"):
        hold(number="7", because="  ", user_id=lead.pk)


def test_it_tells_the_second_who_holds_it(lead: User) -> None:
    hold(number="7", because="fraud?", user_id=lead.pk)
    with pytest.raises(NotAllowed, match="already on hold by fatma: “fraud\\?”"):
        hold(number="7", because="other", user_id=person("can").pk)
    assert PackageStop.objects.get().because == "fraud?"


def test_it_is_released_once(lead: User) -> None:
    hold(number="7", because="fraud?", user_id=lead.pk)
    release(number="7", user_id=lead.pk)
    with pytest.raises(NotAllowed, match="not on hold any more"):
        release(number="7", user_id=lead.pk)
    assert Act.objects.get(verb=Act.Verb.LET_GO).before == {"because": "fraud?"}


def test_it_does_not_release_a_later_hold_than_the_one_seen(lead: User) -> None:
    hold(number="7", because="first", user_id=lead.pk)
    seen = PackageStop.objects.get().pk
    release(number="7", user_id=lead.pk)
    hold(number="7", because="second", user_id=lead.pk)
    with pytest.raises(NotAllowed):
        release(number="7", stop_id=seen, user_id=lead.pk)


def test_it_sets_aside_labels_that_wait_and_lets_them_go_on(lead: User) -> None:
    batch = ready_batch(printer_of(), "7", "8")
    hold(number="7", because="fraud?", user_id=lead.pk)
    asked = job_at(batch, 1)
    assert "Package 7 is on hold by fatma: “fraud?”." in asked.question
    assert not job_at(batch, 2).question
    release(number="7", user_id=lead.pk)
    assert not job_at(batch, 1).question


def test_it_prints_no_label_by_an_answer(lead: User) -> None:
    batch = ready_batch(printer_of(), "7")
    hold(number="7", because="fraud?", user_id=lead.pk)
    assert answer_question(jobs=[job_at(batch, 1)], print_it=True, user_id=lead.pk) == 0
    assert job_at(batch, 1).question


def test_it_leaves_other_questions_alone(lead: User) -> None:
    batch = ready_batch(printer_of(), "7")
    batch.jobs.update(question="Its barcode is wrong.")
    PackageStop.objects.create(number="7", kind="hold", at=batch.created_at, because="x")
    release(number="7", user_id=lead.pk)
    assert job_at(batch, 1).question == "Its barcode is wrong."


def test_it_makes_no_batch_of_held_packages_alone(lead: User) -> None:
    hold(number="7", because="fraud?", user_id=lead.pk)
    with pytest.raises(InvalidBatch, match=r"Package 7 is on hold by fatma: “fraud\?”\. It is neither"):
        create(PrintRequest(user_id=lead.pk, key="k", packages=["7"]))


def test_it_sets_aside_held_packages_of_a_batch(lead: User) -> None:
    hold(number="7", because="fraud?", user_id=lead.pk)
    batch, _ = create(PrintRequest(user_id=lead.pk, key="k", packages=["6", "7", "8"]))
    assert [bool(job.question) for job in batch.jobs.order_by("position")] == [False, True, False]


def test_it_sets_aside_a_reprint(lead: User) -> None:
    batch = ready_batch(printer_of(), "7")
    job = job_at(batch, 1)
    move(batch, State.PRINTED)
    hold(number="7", because="fraud?", user_id=lead.pk)
    assert reprint(batch=batch, jobs=[job], because="jam", user_id=lead.pk) == 1
    assert "on hold" in job_at(batch, 1, copy=2).question
