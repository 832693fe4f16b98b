from typing import Any

import httpx
import pytest

from packages_ui.sandbox.methods import ARAS, COURIER
from tests.sandbox.conftest import Pick


def path(number: str) -> str:
    return f"/api/i2/packages/{number}/change-shipping-method/"


def test_it_takes_the_new_carrier_and_its_tracking_number(client: httpx.Client, pick: Pick) -> None:
    record = pick(slug="dhl")
    old = record.body["tracking_number"]
    answer = client.post(path(record.number), json={"shipping_method": ARAS.id.upper()})
    assert (answer.status_code, answer.content) == (204, b"")
    assert record.body["shipping_method"] == "Aras Kargo - Standart"
    assert record.body["shipping_company"] == {"name": "Aras Kargo", "slug": "aras"}
    assert record.body["tracking_number"] not in {old, None}


def test_it_clears_the_tracking_number_for_manual_entry(client: httpx.Client, pick: Pick) -> None:
    record = pick()
    client.post(path(record.number), json={"shipping_method": COURIER.id})
    assert record.body["is_requires_manual_entry"] is True
    assert record.body["tracking_number"] is record.body["waybill_number"] is None


def test_it_makes_the_label_anew(client: httpx.Client, pick: Pick) -> None:
    record = pick(slug="aras")
    label = f"/api/i2/packages/{record.number}/label/"
    before = client.get(label).json()
    client.post(path(record.number), json={"shipping_method": ARAS.id})
    after = client.get(label).json()
    assert before != after
    assert record.body["tracking_number"] in after["data"]


@pytest.mark.parametrize(
    "body", [{}, {"shipping_method": "DHL"}, {"shipping_method": None}, {"shipping_method": []}]
)
def test_it_names_the_field(client: httpx.Client, pick: Pick, body: dict[str, Any]) -> None:
    answer = client.post(path(pick().number), json=body)
    assert answer.status_code == 400
    assert list(answer.json()) == ["shipping_method"]


def test_it_refuses_what_is_ready_to_ship(client: httpx.Client, pick: Pick) -> None:
    answer = client.post(path(pick(status=3).number), json={"shipping_method": ARAS.id})
    assert answer.status_code == 400
    assert "status 2" in answer.json()["detail"]
