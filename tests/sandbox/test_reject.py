from typing import Any

import httpx
import pytest

from packages_ui.sandbox.app import Sandbox
from tests.sandbox.conftest import Pick


def path(number: str) -> str:
    return f"/api/i2/packages/{number}/reject/"


def test_it_removes_the_items(client: httpx.Client, pick: Pick) -> None:
    record = pick(items=2)
    gone, kept = record.items[0]["number"], [item["number"] for item in record.items[1:]]
    answer = client.post(path(record.number), json={"items": [gone], "reason": "Unsupplied"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert [item["number"] for item in record.items] == kept
    assert record.body["amount"] == sum(item["amount"] for item in record.items)


def test_it_removes_a_package_without_items(client: httpx.Client, sandbox: Sandbox, pick: Pick) -> None:
    record = pick()
    items = [item["number"] for item in record.items]
    assert client.post(path(record.number), json={"items": items, "reason": "Unsupplied"}).status_code == 204
    assert record.number not in sandbox.packages
    assert record.number not in sandbox.orders[record.order_number]
    assert client.get(f"/api/i2/packages/{record.number}/items/").status_code == 404


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"items", "reason"}),
        ({"items": [], "reason": "x"}, {"items"}),
        ({"items": "1-1", "reason": "x"}, {"items"}),
        ({"items": ["1-1"], "reason": " "}, {"items", "reason"}),
        ({"items": [1], "reason": 1}, {"items", "reason"}),
    ],
)
def test_it_names_the_wrong_fields(client: httpx.Client, pick: Pick, body: Any, fields: set[str]) -> None:
    answer = client.post(path(pick().number), json=body)
    assert (answer.status_code, set(answer.json())) == (400, fields)


def test_it_refuses_what_has_left(client: httpx.Client, pick: Pick) -> None:
    record = pick(status=4)
    answer = client.post(path(record.number), json={"items": [record.items[0]["number"]], "reason": "x"})
    assert (answer.status_code, list(answer.json())) == (400, ["detail"])
