"""What a worker wrote beside a label is read in the reader's language, and an old row as it was written."""

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import translation
from pytest_django import Settings

from packages_ui.drawing import draw
from packages_ui.messages import message as room
from packages_ui.messages import printing
from packages_ui.messages.message import Template
from packages_ui.models import LabelBatch, PrintJob, UserLanguage
from packages_ui.services.batches.failures import failures
from packages_ui.services.printing import ledger
from packages_ui.services.printing.slips import end_batch
from tests.services.printing.makers import hold, job_at, printer_of, ready_batch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
State = PrintJob.State


@pytest.fixture
def sentence() -> Iterator[Template]:
    """One that Django itself has in Turkish."""
    made = Template("test.language", "English")
    room.TEMPLATES[made.code] = made
    yield made
    del room.TEMPLATES[made.code]


def stored(job: PrintJob) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM packages_ui_printjob WHERE id = %s", [job.pk])
        found: str = cursor.fetchall()[0][0]
    return found


def test_a_reason_is_read_in_the_language_of_the_reader(sentence: Template) -> None:
    printer = printer_of()
    batch = ready_batch(printer, "1")
    job, token = job_at(batch, 1), hold(printer)
    assert ledger.begin(job, printer=printer, token=token, handle="h", pieces=1, count_before=None)
    assert ledger.mark_refused(job, token=token, reason=sentence())
    assert stored(job) == '{"code":"test.language","params":{}}'
    (row,) = failures(batch=batch).groups
    with translation.override("tr"):
        assert str(row.reason) == "İngilizce"
    assert str(row.reason) == "English"


def test_the_reason_of_an_old_row_stays_as_it_was_written() -> None:
    batch = ready_batch(printer_of(), "1")
    batch.jobs.update(state=State.FAILED, reason="The carrier said no.")
    with translation.override("tr"):
        assert str(failures(batch=batch).groups[0].reason) == "The carrier said no."


def test_labels_with_one_reason_are_grouped_by_it() -> None:
    batch = ready_batch(printer_of(), "1", "2")
    batch.jobs.update(state=State.FAILED, reason=printing.UNREADABLE(dpi=203))
    (group,) = failures(batch=batch).groups
    assert (group.reason, group.count) == (printing.UNREADABLE(dpi=203), 2)


@pytest.mark.parametrize(("chosen", "reason"), [("tr", "İngilizce"), ("en", "English")])
def test_the_end_slip_is_in_the_language_of_who_printed(
    sentence: Template,
    django_user_model: type[User],
    monkeypatch: pytest.MonkeyPatch,
    chosen: str,
    reason: str,
) -> None:
    """Whatever language the worker speaks that prints it."""
    packer = django_user_model.objects.create_user("packer")
    drawn = Mock(return_value=b"%PDF")
    monkeypatch.setattr(draw, "draw_slip", drawn)
    UserLanguage.objects.create(user=packer, language=chosen)
    printer = printer_of()
    batch = ready_batch(printer, "1", slips=LabelBatch.Slips.BATCH)
    LabelBatch.objects.update(owner=packer)
    batch.refresh_from_db()
    batch.jobs.update(state=State.FAILED, reason=sentence())
    assert end_batch(batch=batch, printer=printer)
    assert drawn.call_args.args[0].rows == (("1", reason),)


def test_who_has_chosen_no_language_gets_the_installations(
    django_user_model: type[User], settings: Settings
) -> None:
    packer = django_user_model.objects.create_user("packer")
    settings.LANGUAGE_CODE = "tr"
    assert UserLanguage.of(packer.pk) == UserLanguage.of(None) == "tr"
    UserLanguage.objects.create(user=packer, language="xx")
    assert UserLanguage.of(packer.pk) == "tr"
