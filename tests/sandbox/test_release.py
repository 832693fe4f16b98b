import httpx

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Body, Record


def reserved(sandbox: Sandbox) -> tuple[Record, Body]:
    rows = ((record, item) for record in sandbox.packages.values() for item in record.items)
    return next((record, item) for record, item in rows if item["has_reservation"])


def test_it_clears_the_reservation_once(client: httpx.Client, sandbox: Sandbox) -> None:
    record, item = reserved(sandbox)
    seen = record.body["updated_at"]
    path = f"/api/i2/packages/{record.number}/reservations/{item['number']}"
    answer = client.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert item["has_reservation"] is False
    assert item["updated_at"] == record.body["updated_at"] > seen
    again = client.delete(path)
    assert (again.status_code, again.json()) == (400, "This item has no reservation.")


def test_it_has_no_trailing_slash(client: httpx.Client, sandbox: Sandbox) -> None:
    record, item = reserved(sandbox)
    assert (
        client.delete(f"/api/i2/packages/{record.number}/reservations/{item['number']}/").status_code == 404
    )
    assert item["has_reservation"] is True


def test_it_knows_no_item_of_another_package(client: httpx.Client, sandbox: Sandbox) -> None:
    record, _ = reserved(sandbox)
    assert client.delete(f"/api/i2/packages/{record.number}/reservations/1-1").status_code == 404
    assert client.delete(f"/api/i2/packages/1/reservations/{record.items[0]['number']}").status_code == 404
