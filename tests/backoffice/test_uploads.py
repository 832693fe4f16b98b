"""Bodies are refused by their length, before they are read."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from packages_ui.services.csv_table import MOST_BYTES

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
    assert set(settings.UPLOADS) == {IMPORT, "/pack/products/import/"}


@pytest.mark.django_db
def test_it_takes_a_form(client: Client) -> None:
    assert client.post("/login/", {"username": "x" * 1000}).status_code == 200


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "cp037", "utf8"])
def test_it_reads_forms_in_utf_8_alone(client: Client, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    client.get("/login/")  # whoever has the cookie gets as far as the form
    answer = client.post("/login/", b"username=x", content_type=kind)
    assert answer.status_code == 400
    assert b"UTF-8" in answer.content


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_it_takes_every_spelling_of_utf_8(client: Client, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    client.get("/login/")
    assert client.post("/login/", b"username=x", content_type=kind).status_code == 200
