"""The PDF of a batch, and a label as it came."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.http import FileResponse
from django.test import Client

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services import label_files
from packages_ui.services.sweep import sweep
from tests.services.batch_makers import batch_of, label_of, move

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def batch(packer: User, media: Path) -> LabelBatch:
    batch = batch_of("1", owner=packer, name="Öğle / molası")
    move(batch, State.READY)
    batch.pdf_path = "batches/1.pdf"
    batch.save(update_fields=["pdf_path"])
    label_files.write_whole(media / batch.pdf_path, b"%PDF-1.7 all labels")
    return batch


def path(batch: LabelBatch) -> str:
    return f"/labels/batches/{batch.pk}/labels.pdf"


def test_it_opens_in_the_browser_and_in_our_own_frame(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.get(path(batch))
    assert isinstance(response, FileResponse)
    assert response.getvalue() == b"%PDF-1.7 all labels"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="labels-{batch.pk}-ogle-molas.pdf"'
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_it_tells_beforehand_whether_there_is_one(packer_client: Client, batch: LabelBatch) -> None:
    assert packer_client.head(path(batch)).status_code == 200


@pytest.mark.parametrize(
    ("state", "words"), [(State.WANTED, "not ready yet"), (State.FAILED, "No label of this batch")]
)
def test_it_says_why_there_is_none(
    packer_client: Client, batch: LabelBatch, state: State, words: str
) -> None:
    LabelBatch.objects.update(pdf_path="")
    move(batch, state)
    response = packer_client.get(path(batch))
    assert response.status_code == 409
    assert words in response.content.decode()


def test_it_has_a_lost_file_made_again(packer_client: Client, batch: LabelBatch, media: Path) -> None:
    (media / batch.pdf_path).unlink()
    response = packer_client.get(path(batch))
    assert response.status_code == 409
    assert "being made again from the labels" in response.content.decode()
    assert sweep().to_join == (batch.pk,)


@pytest.mark.parametrize(
    ("format_", "kind", "name"),
    [
        (LabelFormat.ZPL, "text/plain; charset=utf-8", "label-1001.zpl"),
        (LabelFormat.HTML, "text/plain; charset=utf-8", "label-1001.html.txt"),
        (LabelFormat.UNKNOWN, "text/plain; charset=utf-8", "label-1001.txt"),
        (LabelFormat.PDF, "application/octet-stream", "label-1001.pdf"),
        (LabelFormat.JPEG, "application/octet-stream", "label-1001.jpg"),
    ],
)
def test_it_gives_a_label_as_it_came_and_never_shows_it(
    packer_client: Client, format_: LabelFormat, kind: str, name: str
) -> None:
    label = label_of("10/01", b"<script>", format_)
    response = packer_client.get(f"/labels/{label.pk}/raw/")
    assert response.content == b"<script>"
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_it_says_when_the_label_is_lost(packer_client: Client, media: Path) -> None:
    label = label_of("1001", b"label")
    (media / label.path).unlink()
    response = packer_client.get(f"/labels/{label.pk}/raw/")
    assert response.status_code == 404
    assert "Print the package again" in response.content.decode()
