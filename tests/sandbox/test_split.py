from decimal import Decimal
from typing import Any

import httpx
import pytest

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS
from packages_ui.sandbox.records import Record
from tests.sandbox.conftest import Pick


def split(client: httpx.Client, record: Record, body: Any) -> httpx.Response:
    return client.post(f"/api/i2/packages/{record.number}/split/", json=body)


def test_it_makes_one_new_package_per_element(client: httpx.Client, sandbox: Sandbox, pick: Pick) -> None:
    record = pick(items=3)
    before = set(sandbox.packages)
    first, second = record.items[0]["number"], record.items[1]["number"]
    answer = split(client, record, [{"items": [first]}, {"items": [second], "shipping_method": ARAS.id}])
    assert (answer.status_code, answer.content) == (204, b"")
    new = [sandbox.packages[number] for number in sandbox.packages.keys() - before]
    assert {row.body["shipping_method"] for row in new} == {"DHL - Standard", "Aras Kargo - Standart"}
    assert {row.order_number for row in new} == {record.order_number}


def test_it_is_found_by_order_number(client: httpx.Client, sandbox: Sandbox, pick: Pick) -> None:
    record = pick(items=2)
    split(client, record, [{"items": [record.items[0]["number"]]}])
    rows = client.get("/api/i2/packages/", params={"order__number": record.order_number}).json()["results"]
    assert sorted(row["number"] for row in rows) == sorted(sandbox.orders[record.order_number])
    assert rows[0]["status"] == 2


def test_it_moves_items_money_and_time(client: httpx.Client, sandbox: Sandbox, pick: Pick) -> None:
    record = pick(items=3)
    total, seen, product = (
        Decimal(record.body["amount"]),
        record.body["updated_at"],
        record.items[1]["product"],
    )
    split(client, record, [{"items": [record.items[1]["number"]]}])
    child = next(reversed(sandbox.packages.values()))
    assert [(item["number"], item["product"]) for item in child.items] == [(f"{child.number}-1", product)]
    assert Decimal(record.body["amount"]) + Decimal(child.body["amount"]) == total
    assert record.body["updated_at"] > seen


def test_it_answers_one_object_per_element(client: httpx.Client, sandbox: Sandbox, pick: Pick) -> None:
    record = pick(items=3)
    body = [
        {"items": [record.items[0]["number"]]},
        {"items": ["1-1"], "shipping_method": "x"},
        {},
        {"items": []},
        7,
    ]
    answer = split(client, record, body)
    assert answer.status_code == 400
    assert [set(errors) for errors in answer.json()] == [
        set(),
        {"items", "shipping_method"},
        {"items"},
        {"items"},
        {"non_field_errors"},
    ]
    assert len(sandbox.packages) == 400


def test_it_refuses_an_item_named_twice(client: httpx.Client, pick: Pick) -> None:
    record = pick(items=3)
    item = record.items[0]["number"]
    assert split(client, record, [{"items": [item]}, {"items": [item]}]).json() == [
        {},
        {"items": [f'Item "{item}" is named twice.']},
    ]


def test_it_keeps_at_least_one_item(client: httpx.Client, pick: Pick) -> None:
    record = pick(items=2)
    answer = split(client, record, [{"items": [item["number"] for item in record.items]}])
    assert answer.status_code == 400
    assert answer.json() == "At least one item must stay in the package."


def test_it_refuses_what_is_ready_to_ship(client: httpx.Client, pick: Pick) -> None:
    record = pick(status=3, items=2)
    answer = split(client, record, [{"items": [record.items[0]["number"]]}])
    assert (answer.status_code, list(answer.json())) == (400, ["detail"])


@pytest.mark.parametrize("body", [{"items": ["x"]}, []])
def test_it_wants_a_filled_list(client: httpx.Client, pick: Pick, body: Any) -> None:
    answer = split(client, pick(items=2), body)
    assert (answer.status_code, list(answer.json())) == (400, ["non_field_errors"])
