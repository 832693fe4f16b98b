import httpx

from tests.sandbox.conftest import Pick


def test_it_shows_items_in_the_order_of_their_numbers(client: httpx.Client, pick: Pick) -> None:
    record = pick(items=3)
    page = client.get(f"/api/i2/packages/{record.number}/items/", params={"limit": 2}).json()
    assert [row["number"] for row in page["results"]] == [f"{record.number}-1", f"{record.number}-2"]
    assert page["count"] == len(record.items)
    assert page["next"].startswith("https://seller-center.akinon.com/")


def test_it_filters_items_by_date(client: httpx.Client, pick: Pick) -> None:
    record = pick(items=2)
    path = f"/api/i2/packages/{record.number}/items/"
    created = record.items[0]["created_at"]
    assert client.get(path, params={"created_at": created}).json()["count"] == len(record.items)
    assert client.get(path, params={"created_at__gt": created}).json()["count"] == 0


def test_it_knows_no_items_of_a_package_that_is_not_there(client: httpx.Client) -> None:
    answer = client.get("/api/i2/packages/1/items/")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_it_refuses_a_wrong_date(client: httpx.Client, pick: Pick) -> None:
    answer = client.get(f"/api/i2/packages/{pick().number}/items/", params={"updated_at": "x"})
    assert answer.status_code == 400
    assert "updated_at" in answer.json()
