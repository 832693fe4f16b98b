"""Pages travel compressed, padded at random; papers and pictures as they are."""

import gzip

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory

from backoffice.compress import GZipMiddleware

GZIP = {"accept-encoding": "gzip"}
LONG = b"label " * 500


def answer(kind: str) -> HttpResponse:
    middleware = GZipMiddleware(lambda _request: HttpResponse(LONG, content_type=kind))
    response = middleware(RequestFactory().get("/", headers=GZIP))
    assert isinstance(response, HttpResponse)
    return response


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/csv"])
def test_it_compresses_text(kind: str) -> None:
    response = answer(kind)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == LONG


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream"])
def test_it_leaves_alone_what_is_compressed_already(kind: str) -> None:
    assert answer(kind).content == LONG


def test_it_hides_the_length_of_what_it_compresses() -> None:
    assert len({len(answer("text/html").content) for _ in range(60)}) > 10


def test_it_compresses_pages(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    assert client.get("/documents/", headers=GZIP)["Content-Encoding"] == "gzip"
    assert not client.get("/documents/").has_header("Content-Encoding")
