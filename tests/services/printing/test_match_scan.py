"""The label in the hand is found by what was scanned on it."""

import pytest
from django.utils import timezone

from packages_ui.models import Label, LabelBatch, PrintJob
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.printing.match_scan import job_of_scan
from packages_ui.services.printing.reprint import reprint
from tests.services.batch_makers import move, person
from tests.services.printing.makers import job_at, printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def batch(media: object) -> LabelBatch:
    """Three labels on paper and one that is not."""
    made = ready_batch(printer_of(), "PK-1001", "PK-1002", "PK-1003", "PK-1004")
    move(made, State.PRINTED, 1, 2, 3, sending_at=timezone.now())
    made.jobs.filter(position=1).update(codes="TRK0000111\nWB-77")
    made.jobs.filter(position=2).update(codes="TRK0000112")
    Label.objects.filter(package_number="PK-1003").update(barcodes="]C1JJD0099887766\nPK-1003")
    return made


def found(batch: LabelBatch, text: str) -> int | None:
    job = job_of_scan(batch=batch, texts=[text])
    return job.position if job else None


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("PK-1002", 2),
        ("pk*1002", 2),  # a scanner on another keyboard
        (" TRK0000111\r", 1),
        ("wb77", 1),
        ("JJD0099887766", 3),  # a part of what was read
        ("]C1TRK0000112", 2),  # the code is a part of what was scanned
    ],
)
def test_it_finds_it_by_any_of_its_numbers(batch: LabelBatch, text: str, position: int) -> None:
    assert found(batch, text) == position


@pytest.mark.parametrize("text", ["", "---", "PK-9999", "1002", "TRK0000", "PK-1004"])
def test_it_guesses_nothing(batch: LabelBatch, text: str) -> None:
    """Too short, of several packages, or not on paper yet."""
    assert found(batch, text) is None


def test_it_takes_the_whole_number_before_a_part(batch: LabelBatch) -> None:
    batch.jobs.filter(position=3).update(codes="TRK00001119")
    assert found(batch, "TRK0000111") == 1


def test_it_takes_the_newest_copy_that_is_on_paper(batch: LabelBatch) -> None:
    reprint(batch=batch, jobs=[job_at(batch, 2)], because="jam", user_id=person().pk)
    assert job_of_scan(batch=batch, texts=["PK-1002"]) == job_at(batch, 2, copy=1)
    batch.jobs.filter(position=2, copy=2).update(state=State.SENT, sending_at=timezone.now())
    assert job_of_scan(batch=batch, texts=["PK-1002"]) == job_at(batch, 2, copy=2)


@pytest.mark.parametrize("text", ["iz-1", "ız-1", "İZ 1", "IZ1"])
def test_it_knows_a_turkish_keyboard(text: str) -> None:
    assert plain(text) == "IZ1"
