"""From answers to typed values, the odd ones included."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from packages_ui.seller_center import decoding
from packages_ui.seller_center.decoding import NotAsDocumented
from packages_ui.seller_center.errors import Changed, Malformed
from packages_ui.seller_center.types import Package, PackageChanges, PackageFilters, ShippingCompany
from tests.seller_center.server import Server, answer, text


def read(**fields: Any) -> Package:
    return decoding.package(msgspec.json.encode({"number": "1", **fields}))


def test_it_needs_only_a_number() -> None:
    assert decoding.package(b'{"number": "1"}') == Package(number="1")
    nulls = dict.fromkeys(Package.__struct_fields__)
    assert decoding.package(msgspec.json.encode(nulls | {"number": "1"})) == Package(number="1")


def test_it_reads_money_without_float_error() -> None:
    package = decoding.package(b'{"number":"1","amount":0.1000000000000000055,"discount_amount":"9.90"}')
    assert (package.amount, package.discount_amount) == (Decimal("0.1000000000000000055"), Decimal("9.90"))


@pytest.mark.parametrize("amount", ['"NaN"', '"Infinity"', "1e9999", "true", "[]", '"ten"'])
def test_it_names_the_path_of_strange_money(amount: str) -> None:
    with pytest.raises(NotAsDocumented, match=r"\$\.amount"):
        decoding.package(f'{{"number":"1","amount":{amount}}}'.encode())


@pytest.mark.parametrize(
    "given",
    ["2025-05-22T11:19:08Z", "2025-05-22T11:19:08", "2025-05-22T14:19:08+03:00", "2025-05-22 14:19:08+0300"],
)
def test_it_makes_dates_aware(given: str) -> None:
    assert read(updated_at=given).updated_at == datetime(2025, 5, 22, 11, 19, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "given", ["tomorrow", 1747912748, "2025-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_it_names_the_path_of_a_strange_date(given: object) -> None:
    with pytest.raises(NotAsDocumented, match=r"\$\.updated_at"):
        read(updated_at=given)


def test_it_turns_numbers_into_text() -> None:
    package = read(number=2595053219311870, order_number=7, shipping_address={"postcode": 34000})
    assert (package.number, package.order_number) == ("2595053219311870", "7")
    assert package.shipping_address is not None
    assert package.shipping_address.postcode == "34000"


@pytest.mark.parametrize(
    ("written", "notes"),
    [(r"a\u0000b", "ab"), (r"a\\u0000", r"a\u0000"), (r"\\\u0000\u0000é", "\\é"), (r"\u00001", "1")],
)
def test_it_leaves_out_a_sign_that_no_database_keeps(written: str, notes: str) -> None:
    assert decoding.package(f'{{"number":"1","notes":"{written}"}}'.encode()).notes == notes


def test_it_keeps_unknown_statuses_and_ignores_unknown_fields() -> None:
    assert read(status=77, new_field={"a": 1}).status == 77
    assert read(status="3").status == 3


def test_it_reads_a_company_given_as_text() -> None:
    assert read(shipping_company="DHL").shipping_company == ShippingCompany(name="DHL")


@pytest.mark.parametrize(
    "content", [b'{"number":null}', b"{}", b"null", b"[]", b"[" * 100_000, b'{"number":"\\ud800"}']
)
def test_it_refuses_what_is_no_package(content: bytes) -> None:
    with pytest.raises(NotAsDocumented):
        decoding.package(content)


def test_it_shows_the_rows_beside_a_malformed_one() -> None:
    body = {"count": 3, "results": [{"number": "1"}, {"number": "2", "amount": {}}, {"number": "3"}]}
    page = decoding.packages(msgspec.json.encode(body), PackageFilters(page=2, limit=3))
    assert [row.number for row in page.results] == ["1", "3"]
    assert [(row.index, row.number) for row in page.malformed] == [(1, "2")]
    assert page.malformed[0].reason.endswith("`$.amount`")
    assert (page.count, page.page, page.limit) == (3, 2, 3)


def test_it_takes_a_list_without_a_count() -> None:
    assert decoding.packages(b'[{"number":"1"}]', PackageFilters()).count is None
    assert decoding.packages(b'{"results":[],"count":"?"}', PackageFilters()).count is None


@pytest.mark.parametrize(
    "content", ["", "<html></html>", '{"results": 5}', '{"data": "x"}', '{"results": [{"number"']
)
def test_it_says_malformed_for_another_page(content: str) -> None:
    with pytest.raises(Malformed) as caught:
        Server(text(content, 200)).client().list_packages()
    assert caught.value.changed is Changed.NO


def test_it_does_not_know_what_a_malformed_answer_to_a_write_did() -> None:
    with pytest.raises(Malformed) as caught:
        Server(answer({"detail": "ok"})).client().update("1", PackageChanges(status=3))
    assert caught.value.changed is Changed.UNKNOWN


def test_it_does_not_take_a_page_for_done() -> None:
    with pytest.raises(Malformed):
        Server(text("<html>Sign in</html>", 200)).client().release("1", "1-1")


def test_it_reads_shipping_methods_leniently() -> None:
    rows: list[object] = [
        {"uuid": "u", "name": "DHL - Standard", "shipping_company": "DHL"},
        {"id": 5},
        "odd",
    ]
    for body in (rows, {"count": 3, "results": rows}):
        methods = Server(answer(body)).client().list_shipping_methods()
        assert [(method.id, method.name) for method in methods] == [("u", "DHL - Standard"), ("5", None)]
