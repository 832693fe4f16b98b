"""Seller Center is asked in the reader's language, in other threads of the same page too."""

from collections.abc import Callable, Iterator
from unittest.mock import Mock, patch

import httpx
import pytest
from django.utils import timezone, translation

from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.gate import LocalGate
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services import client
from packages_ui.services.documents.read_packages import read_packages
from packages_ui.services.packages import listing, snapshot

pytestmark = pytest.mark.django_db(transaction=True)
FEW = tuple(f"missing-{number}" for number in range(20))


class Recorder(httpx.WSGITransport):
    """`languages`: of all requests."""

    languages: list[str]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.languages.append(request.headers["accept-language"])
        return super().handle_request(request)


@pytest.fixture
def languages() -> Iterator[list[str]]:
    transport = Recorder(app=Sandbox(packages=20, seed=1, clock=timezone.now))
    transport.languages = []
    config = Config(url="http://127.0.0.1:8900", api_key="sandbox-key", tries=2)
    made = SellerCenter(config, transport=transport, gate=LocalGate(), language=client._language)
    with patch.object(client, "_client", lambda _pid: made):
        yield transport.languages


def first() -> str:
    return str(listing.list_packages(filters=PackageFilters()).rows[0].number)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: snapshot.read(number=first()),
        lambda: listing.item_counts(rows={first(): "2026-11-28"}),
        lambda: listing.status_counts(filters=PackageFilters()),
        lambda: read_packages(numbers=FEW, on_read=Mock()),
    ],
)
def test_it_asks_in_the_readers_language_in_every_thread(
    languages: list[str], ask: Callable[[], object]
) -> None:
    with translation.override("tr"):
        ask()
    assert len(languages) > 1
    assert set(languages) == {"tr-tr"}
