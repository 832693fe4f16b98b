"""Products as a search finds them, however they are written."""

from typing import Any

import msgspec
import pytest

from packages_ui.seller_center.decoding import NotAsDocumented
from packages_ui.seller_center.errors import Malformed
from packages_ui.seller_center.products import Product, products
from tests.seller_center.server import KEY, Server, answer

SHIRT = {"id": 7, "name": "Shirt", "base_code": "A", "sku": "A-1", "images": ["https://x.test/1.jpg"]}


def read(body: Any) -> tuple[Product, ...]:
    return products(msgspec.json.encode(body))


def test_it_asks_for_a_code() -> None:
    server = Server(answer({"results": [SHIRT]}))
    (found,) = server.client().search_products("A-1 / ö")
    assert server.asked == ["GET /api/i2/products/search/?query=A-1+%2F+%C3%B6"]
    assert (found.id, found.sku, found.images) == ("7", "A-1", ("https://x.test/1.jpg",))
    assert server.requests[0].headers["authorization"] == KEY


@pytest.mark.parametrize("body", [[SHIRT], {"results": [SHIRT]}, {"data": [SHIRT, 3, None]}])
def test_it_reads_pages_and_lists(body: Any) -> None:
    assert [one.name for one in read(body)] == ["Shirt"]


@pytest.mark.parametrize(
    "attributes",
    [
        {"COLOR": "Red", "size": 38},
        {"color": {"value": "Red"}, "SIZE": {"label": "38"}},
        [{"key": "color", "value": "Red"}, {"name": "Size", "value": "38"}, None],
    ],
)
def test_it_reads_attributes(attributes: Any) -> None:
    (found,) = read([{"attributes": attributes}])
    assert found.attributes == {"COLOR": "Red", "SIZE": "38"}


@pytest.mark.parametrize(
    "row",
    [
        {"images": ["https://x.test/1.jpg", "https://x.test/1.jpg"]},
        {"images": [{"image": "https://x.test/1.jpg"}]},
        {"images": [], "productimage_set": [{"url": "https://x.test/1.jpg"}]},
        {"image": "https://x.test/1.jpg"},
    ],
)
def test_it_reads_images(row: Any) -> None:
    assert read([row])[0].images == ("https://x.test/1.jpg",)


def test_it_leaves_out_what_makes_no_sense() -> None:
    untidy = {"name": "  A\u202e\nB\u0000 ", "sku": True, "base_code": [], "attributes": 3, "images": 4}
    assert read([untidy]) == (Product(name="A B"),)


@pytest.mark.parametrize("body", [b"{}", b'"x"', b"<html>", b'{"results": 3}', b"[" * 5000])
def test_it_names_what_is_no_list(body: bytes) -> None:
    with pytest.raises(NotAsDocumented):
        products(body)


def test_a_page_instead_of_products_is_malformed() -> None:
    with pytest.raises(Malformed):
        Server(answer({"detail": "?"})).client().search_products("A")
