"""Products and their pictures in the sandbox."""

import httpx

from tests.sandbox.conftest import KEY


def find(client: httpx.Client, query: str, **more: str) -> httpx.Response:
    return client.get("/api/i2/products/search/", params={"query": query, "limit": "100", **more})


def test_it_finds_a_product_by_its_sku(client: httpx.Client) -> None:
    (found,) = find(client, "akn-tshrt-rd").json()["results"]
    assert found["sku"] == "AKN-TSHRT-RD"
    assert found["attributes"]["COLOR"] == "Kırmızı"
    assert found["images"][0] == "http://sandbox.test/media/AKN-TSHRT-RD.png"


def test_its_products_are_untidy(client: httpx.Client) -> None:
    rows = find(client, "AKN").json()["results"]
    skus = [row["sku"] for row in rows]
    assert len(skus) > len(set(skus))
    assert any(not row["images"] for row in rows)
    assert any(row["attributes"] is None for row in rows)
    assert max(len(row["name"] or "") for row in rows) > 500


def test_it_wants_a_key_for_products_and_none_for_pictures(client: httpx.Client) -> None:
    bare = {"Authorization": ""}
    assert client.get("/api/i2/products/search/", headers=bare).status_code == 401
    answer = client.get("/media/AKN-TSHRT-RD.png", headers=bare)
    assert answer.content.startswith(b"\x89PNG")
    assert client.get("/media/NONE.png", headers=KEY).status_code == 404
