"""What goes over the wire, call by call."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from packages_ui.seller_center.errors import NotFound
from packages_ui.seller_center.types import ItemFilters, PackageChanges, PackageFilters, SplitPart
from tests.seller_center.server import KEY, Act, Server, answer, done

NOON = datetime(2025, 5, 22, 12, tzinfo=timezone(timedelta(hours=3)))


@pytest.mark.parametrize(
    ("act", "line"),
    [
        (lambda client: client.list_packages(), "GET /api/i2/packages/?page=1&limit=10"),
        (lambda client: client.list_items("7"), "GET /api/i2/packages/7/items/?page=1&limit=10"),
        (
            lambda client: client.change_shipping_method("7", shipping_method="u"),
            "POST /api/i2/packages/7/change-shipping-method/",
        ),
        (lambda client: client.split("7", (SplitPart(items=("7-1",)),)), "POST /api/i2/packages/7/split/"),
        (
            lambda client: client.reject("7", items=("7-1",), reason="Unsupplied"),
            "POST /api/i2/packages/7/reject/",
        ),
        (lambda client: client.release("7", "7-1"), "DELETE /api/i2/packages/7/reservations/7-1"),
        (lambda client: client.get_package("7"), "GET /api/i2/packages/?page=1&limit=10&number=7"),
        (lambda client: client.list_shipping_methods(), "GET /api/i2/shipping-methods/?page=1&limit=100"),
    ],
)
def test_it_asks_the_documented_path(act: Act, line: str) -> None:
    server = Server(answer() if line.startswith("GET") else done())
    act(server.client())
    assert server.asked == [line]


def test_it_updates_with_only_what_changed() -> None:
    server = Server(answer({"number": "7", "status": 3}))
    changes = PackageChanges(status=3, shipment_date=NOON, invoice_url=None)
    package = server.client().update("7", changes)
    assert (package.number, package.status) == ("7", 3)
    assert server.asked == ["PUT /api/i2/packages/7/"]
    sent = {"status": 3, "shipment_date": "2025-05-22T09:00:00.000Z", "invoice_url": None}
    assert msgspec.json.decode(server.requests[0].content) == sent


def test_it_gets_a_label_as_it_came() -> None:
    server = Server(answer({"data": "^XA\r\n^FDİğş^FS^XZ"}))
    assert server.client().get_label("7") == "^XA\r\n^FDİğş^FS^XZ"
    assert server.asked == ["GET /api/i2/packages/7/label/"]


def test_it_splits_with_an_array() -> None:
    server = Server(done())
    server.client().split(
        "7", (SplitPart(items=("7-1",)), SplitPart(items=("7-2", "7-3"), shipping_method="u"))
    )
    sent = [{"items": ["7-1"]}, {"items": ["7-2", "7-3"], "shipping_method": "u"}]
    assert msgspec.json.decode(server.requests[0].content) == sent


def test_it_rejects_with_items_and_reason() -> None:
    server = Server(done())
    server.client().reject("7", items=("7-1",), reason="Unsupplied")
    assert msgspec.json.decode(server.requests[0].content) == {"items": ["7-1"], "reason": "Unsupplied"}
    assert server.requests[0].headers["content-type"] == "application/json"


def test_it_sends_every_filter() -> None:
    texts = {"number": "1", "status": 3, "waybill_number": "w", "order__number": "o"}
    moments = {
        f"{name}{end}": NOON
        for name in ("updated_at", "created_at")
        for end in ("", "__gt", "__gte", "__lt", "__lte")
    }
    server = Server(answer())
    server.client().list_packages(PackageFilters(page=2, limit=50, **texts, **moments))  # type: ignore[arg-type]  # two kinds in one dict
    sent = dict(server.requests[0].url.params)
    expected = dict.fromkeys(moments, "2025-05-22T09:00:00.000Z")
    assert (
        sent
        == {
            "page": "2",
            "limit": "50",
            "number": "1",
            "status": "3",
            "waybill_number": "w",
            "order__number": "o",
        }
        | expected
    )


def test_it_refuses_a_date_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        ItemFilters(updated_at=datetime(2025, 1, 1)).params()  # noqa: DTZ001 - the mistake under test


def test_it_sends_key_and_language() -> None:
    server = Server(answer())
    server.client().list_packages()
    server.client().list_packages(language="en-us")
    assert [request.headers["accept-language"] for request in server.requests] == ["tr-tr", "en-us"]
    assert {request.headers["authorization"] for request in server.requests} == {KEY}


def test_it_quotes_numbers_into_the_path() -> None:
    server = Server(answer({"data": ""}))
    server.client().get_label("7?a=b#c d%2Fé")
    assert server.asked == ["GET /api/i2/packages/7%3Fa%3Db%23c%20d%252F%C3%A9/label/"]


@pytest.mark.parametrize("number", ["", ".", "..", "../8", "8/reject", "8\\9", "8\n9"])
def test_it_sends_nothing_for_what_cannot_be_a_number(number: str) -> None:
    server = Server(done())
    with pytest.raises(NotFound):
        server.client().release("7", number)
    assert server.requests == []


def test_it_makes_one_http_client_for_all_calls() -> None:
    client = Server(answer()).client()
    client.list_packages()
    first = client._transport.connection._client
    client.list_packages()
    assert first is not None
    assert client._transport.connection._client is first


def test_it_keeps_utc_dates_whole() -> None:
    filters = ItemFilters(updated_at=datetime(2025, 1, 1, 0, 0, 0, 218_456, tzinfo=UTC))
    assert filters.params()["updated_at"] == "2025-01-01T00:00:00.218456Z"
