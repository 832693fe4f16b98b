from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Pick

EVERYTHING = {
    "status": 3,
    "waybill_number": "A456231",
    "tracking_number": "3457623412",
    "tracking_url": "https://akinon.com/track/3457623412",
    "shipping_company": "DHL",
    "shipment_date": "2022-01-01T12:00:00Z",
    "delivery_date": "2022-01-02T15:00:00+03:00",
    "invoice_date": "2022-01-01T12:00:00Z",
    "invoice_number": "IN-3457623412",
    "invoice_url": "https://akinon.com/invoice/IN-3457623412.pdf",
}


def path(number: str) -> str:
    return f"/api/i2/packages/{number}/"


def test_it_changes_every_field_of_the_document(client: httpx.Client, pick: Pick) -> None:
    answer = client.put(path(pick().number), json=EVERYTHING)
    assert answer.status_code == 200
    body = answer.json()
    assert body["shipping_company"] == {"name": "DHL", "slug": "dhl"}
    assert body["delivery_date"] == "2022-01-02T12:00:00.000Z"
    assert body["status"] == 3
    assert body["invoice_url"] == EVERYTHING["invoice_url"]


def test_it_leaves_other_fields_alone(client: httpx.Client, pick: Pick) -> None:
    record = pick()
    before = dict(record.body)
    after = client.put(path(record.number), json={"waybill_number": "W1", "surprise": 1}).json()
    changed = {name for name in after if str(after[name]) != str(before[name]) and "amount" not in name}
    assert changed == {"waybill_number", "updated_at"}


def test_it_moves_updated_at_each_time(client: httpx.Client, pick: Pick) -> None:
    number = pick().number
    moments = [client.put(path(number), json={}).json()["updated_at"] for _ in range(3)]
    assert moments == sorted(set(moments))
    assert moments[0].endswith("Z")


def test_it_makes_a_slug_for_a_new_company(client: httpx.Client, pick: Pick) -> None:
    body = client.put(path(pick().number), json={"shipping_company": "Yeni Kargo & Co"}).json()
    assert body["shipping_company"] == {"name": "Yeni Kargo & Co", "slug": "yeni-kargo-co"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", 9),
        ("status", "3"),
        ("status", True),
        ("status", None),
        ("waybill_number", 12),
        ("tracking_number", "a\0b"),
        ("tracking_url", "javascript:alert(1)"),
        ("tracking_url", "http://[::1"),
        ("invoice_url", ""),
        ("shipping_company", {"name": "DHL"}),
        ("shipping_company", " "),
        ("shipment_date", "2022-01-01"),
        ("delivery_date", 5),
    ],
)
def test_it_names_the_wrong_field(client: httpx.Client, pick: Pick, field: str, value: Any) -> None:
    record = pick()
    before = dict(record.body)
    answer = client.put(path(record.number), json={field: value, "invoice_number": "new"})
    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert record.body == before


@pytest.mark.parametrize(
    ("content", "start"),
    [(b"{", {"detail"}), (b"[]", {"non_field_errors"}), (b'"\\ud800"', {"detail"}), (b"", {"detail"})],
)
def test_it_refuses_what_is_no_object(
    client: httpx.Client, pick: Pick, content: bytes, start: set[str]
) -> None:
    answer = client.put(path(pick().number), content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert set(answer.json()) == start


def test_it_refuses_another_content_type(client: httpx.Client, pick: Pick) -> None:
    answer = client.put(path(pick().number), data={"status": "3"})
    assert answer.status_code == 400
    assert "Unsupported media type" in answer.json()["detail"]


def test_it_does_not_prepare_a_delivered_package(client: httpx.Client, pick: Pick) -> None:
    answer = client.put(path(pick(status=5).number), json={"status": 2})
    assert answer.status_code == 400
    assert answer.json() == {"non_field_errors": "A delivered package cannot be prepared again."}


def test_it_knows_no_other_package(client: httpx.Client) -> None:
    assert client.put(path("1"), json={}).status_code == 404
