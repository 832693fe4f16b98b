"""What a worker wrote beside a label is read in the reader's language, and an old row as it was written."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation

from packages_ui.messages import message as room
from packages_ui.messages import printing
from packages_ui.messages.message import Template
from packages_ui.models import PrintJob
from packages_ui.services.batches.failures import failures
from packages_ui.services.printing import ledger
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
