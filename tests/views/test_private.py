"""What stands on a page is for the person it was made for."""

import pytest
from django.test import Client

from packages_ui.models import LabelBatch
from tests.services.batch_makers import batch_of, label_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]


@pytest.mark.parametrize("path", ["/", "/packages/", "/labels/", "/labels/batches/{batch}/", "/documents/"])
def test_it_keeps_pages_out_of_caches(packer_client: Client, path: str) -> None:
    batch: LabelBatch = batch_of("1001")
    answer = packer_client.get(path.format(batch=batch.pk))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("media")
def test_it_keeps_pictures_of_labels_out_of_caches(packer_client: Client) -> None:
    label_of("1001", b"no label at all")
    assert packer_client.get("/packages/1001/label/")["Cache-Control"] == "private, no-store"


def test_it_leaves_static_files_alone(client: Client) -> None:
    assert "no-store" not in client.get("/static/app.css")["Cache-Control"]
