"""Which copies there are, and which paper has to be destroyed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from packages_ui.models import Label, LabelBatch, PrintAgent, Printer, PrintJob
from packages_ui.services.printing.history import copies_of, maybe_twice, to_destroy
from packages_ui.services.printing.reprint import reprint
from tests.services.batch_makers import move, person
from tests.services.printing.makers import printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def batch(media: object) -> LabelBatch:
    printer = printer_of(answers=True)
    made = ready_batch(printer, "1", "2", "3", owner=person("ayşe"))
    now = timezone.now()
    move(made, State.PRINTED, 1, 2, printer=printer, sent_at=now, printed_at=now)
    made.jobs.filter(position=1).update(codes="TRK1\nWB1")
    return made


def test_it_tells_of_a_copy_where_when_and_by_whom(batch: LabelBatch) -> None:
    (copy,) = copies_of(number="1")
    assert (str(copy.word), copy.position, copy.who, copy.code) == ("Printed", 1, "ayşe", "TRK1")
    assert batch.printer
    assert (copy.where, copy.on_paper) == (batch.printer.name, True)
    assert copy.printed == timezone.localtime().strftime("%H:%M")


def test_it_tells_when_an_agent_was_given_it(batch: LabelBatch) -> None:
    (before,) = copies_of(number="1")
    assert before.agent == ""
    now = timezone.now()
    pc = PrintAgent.objects.create(name="Desk PC")
    Printer.objects.update(kind="agent", agent=pc)
    batch.jobs.update(sending_at=now - timedelta(hours=2), sent_at=now - timedelta(hours=1), printed_at=now)
    (copy,) = copies_of(number="1")
    hours = [timezone.localtime(now - timedelta(hours=ago)).strftime("%H:%M") for ago in (2, 1, 0)]
    assert [words[-5:] for words in (copy.agent, copy.sent, copy.confirmed)] == hours


def test_it_names_who_asked_for_the_further_copy(batch: LabelBatch) -> None:
    jobs = batch.jobs.filter(position=1)
    reprint(batch=batch, jobs=jobs, because="jam", user_id=person("mehmet").pk)
    newest, first = copies_of(number="1")
    assert (newest.who, str(newest.copy), str(newest.word), newest.printed) == (
        "mehmet",
        "Copy 2 (paper jam)",
        "Label ready",
        "",
    )
    assert (first.who, str(first.copy)) == ("ayşe", "")


def test_it_names_the_paper_whose_package_has_changed(batch: LabelBatch) -> None:
    assert to_destroy(batch=batch) == ()
    Label.objects.filter(package_number__in=("2", "3")).update(stale_at=timezone.now())
    assert [paper.number for paper in to_destroy(batch=batch)] == ["2"]


def test_it_names_the_paper_that_may_have_come_out_twice(batch: LabelBatch) -> None:
    assert maybe_twice(batch=batch) == ()
    batch.jobs.filter(position__in=(2, 3)).update(maybe_twice=True)
    assert [paper.number for paper in maybe_twice(batch=batch)] == ["2"]


def test_it_knows_a_copy_that_never_came_out(batch: LabelBatch) -> None:
    (copy,) = copies_of(number="3")
    assert (copy.on_paper, copy.printed, str(copy.word)) == (False, "", "Label ready")
