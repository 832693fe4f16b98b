"""/packages/<number>/items/<item-number>/release/"""

import pytest
from django.test import Client

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from tests.packages import numbers, preparing
from tests.views.packages.act_cases import HTMX, seen, with_dhl


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return with_dhl(preparing(sandbox, items=3))


def url(record: Record, item: str) -> str:
    return f"/packages/{record.number}/items/{item}/release/"


def test_it_asks_before_it_releases(packer_client: Client, record: Record) -> None:
    page = packer_client.get(url(record, numbers(record)[1])).content.decode()

    assert numbers(record)[1] in page
    assert "cannot be undone" in page
    assert record.items[1]["has_reservation"]


@pytest.mark.parametrize("item", ["free", "no-such-item"])
def test_it_releases_nothing_that_is_not_held(packer_client: Client, record: Record, item: str) -> None:
    record.items[0]["has_reservation"] = False
    address = url(record, numbers(record)[0] if item == "free" else item)

    for answer in (packer_client.get(address), packer_client.post(address, seen(record), headers=HTMX)):
        assert answer.status_code == 409
        assert "has no reserved stock" in answer.content.decode()


def test_it_leaves_the_other_items_alone(packer_client: Client, record: Record) -> None:
    packer_client.post(url(record, numbers(record)[1]), seen(record))

    assert [item["has_reservation"] for item in record.items] == [True, False, True]


def test_it_is_offered_for_each_item_that_is_held(packer_client: Client, record: Record) -> None:
    record.items[0]["has_reservation"] = False
    page = packer_client.get(f"/packages/{record.number}/").content.decode()

    assert url(record, numbers(record)[0]) not in page
    assert url(record, numbers(record)[1]) in page
