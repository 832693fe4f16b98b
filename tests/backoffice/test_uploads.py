"""Bodies are refused by their length, before they are read."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from packages_ui.services.product_barcodes.csv_file import MOST_BYTES

IMPORT = "/pack/barcodes/import/"


class Untouched(BytesIO):
    """A body that nobody may read."""

    def read(self, *_size: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize("length", ["200000000", "9" * 30, "-1", "many"])
def test_it_refuses_a_large_body_unread(client: Client, length: str) -> None:
    sent: dict[str, Any] = {"wsgi.input": Untouched(), "CONTENT_LENGTH": length}
    answer = client.request(PATH_INFO="/login/", REQUEST_METHOD="POST", **sent)
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


def test_it_lets_a_page_take_the_largest_file_it_reads() -> None:
    assert settings.UPLOADS[IMPORT] > MOST_BYTES
    assert set(settings.UPLOADS) == {IMPORT}


@pytest.mark.django_db
def test_it_takes_a_form(client: Client) -> None:
    assert client.post("/login/", {"username": "x" * 1000}).status_code == 200
