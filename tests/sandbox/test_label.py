import httpx

from packages_ui.sandbox.app import Sandbox
from tests.sandbox.conftest import Pick


def path(number: str) -> str:
    return f"/api/i2/packages/{number}/label/"


def test_it_answers_one_string(client: httpx.Client, pick: Pick) -> None:
    answer = client.get(path(pick().number))
    assert answer.status_code == 200
    assert list(answer.json()) == ["data"]


def test_it_answers_the_same_label_twice(client: httpx.Client, pick: Pick) -> None:
    number = pick(slug="dhl").number
    assert client.get(path(number)).json() == client.get(path(number)).json()


def test_it_makes_the_label_anew_with_another_tracking_number(client: httpx.Client, pick: Pick) -> None:
    number = pick(slug="aras").number
    before = client.get(path(number)).json()["data"]
    client.put(f"/api/i2/packages/{number}/", json={"tracking_number": "3457623412"})
    after = client.get(path(number)).json()["data"]
    assert "3457623412" in after
    assert "3457623412" not in before


def test_it_keeps_the_label_when_only_the_status_moves(client: httpx.Client, pick: Pick) -> None:
    number = pick().number
    before = client.get(path(number)).json()
    client.put(f"/api/i2/packages/{number}/", json={"status": 3})
    assert client.get(path(number)).json() == before


def test_it_has_none_for_manual_entry(client: httpx.Client, pick: Pick) -> None:
    answer = client.get(path(pick(manual=True).number))
    assert answer.status_code == 400
    assert "no labels" in answer.json()["detail"]


def test_it_is_not_ready_until_there_is_a_new_tracking_number(client: httpx.Client, sandbox: Sandbox) -> None:
    record = next(record for record in sandbox.packages.values() if record.oddity == "not-ready")
    answer = client.get(path(record.number))
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith("etiket hazır değil (E-1042).")
    client.put(f"/api/i2/packages/{record.number}/", json={"tracking_number": "1"})
    assert client.get(path(record.number)).status_code == 200


def test_it_refuses_a_tracking_number_without_a_barcode(client: httpx.Client, pick: Pick) -> None:
    number = pick(slug="dhl").number
    client.put(f"/api/i2/packages/{number}/", json={"tracking_number": "ğ" * 300})
    assert client.get(path(number)).status_code == 400


def test_it_knows_no_other_package(client: httpx.Client) -> None:
    assert client.get(path("1")).status_code == 404
