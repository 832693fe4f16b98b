"""A count that makes no sense, and one that is only large."""

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from packages_ui.forms.filter import PackageFilterForm
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.packages.listing import Listing
from packages_ui.views.packages.list_frame import pages
from tests.in_process import in_process


def answering(body: bytes) -> Any:
    def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/json")])
        return [body]

    return app


@pytest.fixture(params=[2**64, 10**9 + 1])
def counting(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with in_process(answering(b'{"count": %d, "results": []}' % request.param)) as made:
        yield made


def test_it_says_that_an_answer_makes_no_sense(counting: Sandbox, packer_client: Client) -> None:
    tracemalloc.start()
    response = packer_client.get("/packages/")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert response.status_code == 502
    assert "could not be understood" in response.content.decode()
    assert most < 50_000_000


def test_it_names_the_pages_near_one_of_a_billion() -> None:
    form = PackageFilterForm({"limit": "1"})
    assert form.is_valid()
    found = Listing(rows=(), malformed=(), count=10**9, page=500, limit=1, as_of=timezone.now())
    tracemalloc.start()
    near = pages(form, found)["near"]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [page for page, *_ in near] == [1, 498, 499, 500, 501, 502, 10**9]
    assert most < 1_000_000
