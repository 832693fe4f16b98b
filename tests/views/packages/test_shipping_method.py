"""/packages/<number>/shipping-method/"""

import pytest
from django.test import Client

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS, DHL, METHODS
from packages_ui.sandbox.records import Record
from tests.packages import preparing
from tests.views.packages.act_cases import HTMX, seen, with_dhl


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return with_dhl(preparing(sandbox, items=3))


@pytest.fixture
def url(record: Record) -> str:
    return f"/packages/{record.number}/shipping-method/"


def test_it_shows_names_and_marks_the_present_one(packer_client: Client, url: str) -> None:
    page = packer_client.get(url).content.decode()

    assert all(method.name in page for method in METHODS)
    assert f'value="{DHL.id}" disabled' in page
    assert page.count('<span class="badge badge-outline">now</span>') == 1


def test_it_says_when_there_are_no_methods(
    packer_client: Client, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("packages_ui.views.packages.actions.shipping_methods", tuple)

    assert b"lists no shipping methods" in packer_client.get(url).content


@pytest.mark.parametrize("method", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_it_wants_one_of_the_methods(packer_client: Client, record: Record, url: str, method: str) -> None:
    answer = packer_client.post(url, seen(record) | {"shipping_method": method}, headers=HTMX)

    assert answer.status_code == 422
    assert b"Choose a shipping method" in answer.content


def test_it_says_that_it_goes_by_that_already(packer_client: Client, record: Record, url: str) -> None:
    answer = packer_client.post(url, seen(record) | {"shipping_method": DHL.id}, headers=HTMX)

    assert answer.status_code == 409
    assert b"already has the shipping method DHL" in answer.content


def test_it_names_the_new_method(packer_client: Client, record: Record, url: str) -> None:
    page = packer_client.post(url, seen(record) | {"shipping_method": ARAS.id}, follow=True)

    assert f"shipping method changed to {ARAS.name}" in page.content.decode()
