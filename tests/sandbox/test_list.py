import httpx
import pytest

from packages_ui.sandbox.app import Sandbox
from tests.sandbox.conftest import Pick

PATH = "/api/i2/packages/"


def test_it_shows_ten_packages_newest_first(client: httpx.Client, sandbox: Sandbox) -> None:
    page = client.get(PATH).json()
    assert [row["number"] for row in page["results"]] == list(reversed(sandbox.packages))[:10]
    assert page["count"] == 400


def test_it_names_the_next_page_on_another_host(client: httpx.Client) -> None:
    page = client.get(PATH, params={"page": 2, "limit": 150}).json()
    assert page["next"] == "https://seller-center.akinon.com/api/i2/resource?page=3&limit=150"
    assert page["previous"] == "https://seller-center.akinon.com/api/i2/resource?page=1&limit=150"


def test_it_ends_with_no_next_page(client: httpx.Client) -> None:
    page = client.get(PATH, params={"page": 3, "limit": 150}).json()
    assert page["next"] is None
    assert len(page["results"]) == 100


def test_it_refuses_a_page_beyond_the_end(client: httpx.Client) -> None:
    answer = client.get(PATH, params={"page": 41})
    assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid page."})


def test_it_answers_an_empty_first_page(client: httpx.Client) -> None:
    page = client.get(PATH, params={"number": "none"}).json()
    assert page == {"count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    ("parameter", "field"),
    [("number", "number"), ("waybill_number", "waybill_number"), ("order__number", "order_number")],
)
def test_it_filters_by_exact_text(client: httpx.Client, pick: Pick, parameter: str, field: str) -> None:
    wanted = pick().body[field]
    rows = client.get(PATH, params={parameter: wanted, "limit": 400}).json()["results"]
    assert rows
    assert {row[field] for row in rows} == {wanted}


def test_it_filters_by_status(client: httpx.Client, sandbox: Sandbox) -> None:
    page = client.get(PATH, params={"status": 3, "limit": 400}).json()
    assert page["count"] == sum(record.status == 3 for record in sandbox.packages.values())
    assert {row["status"] for row in page["results"]} == {3}


@pytest.mark.parametrize("field", ["updated_at", "created_at"])
def test_it_filters_by_dates(client: httpx.Client, pick: Pick, field: str) -> None:
    moment = pick().body[field]

    def count(ending: str) -> int:
        return int(client.get(PATH, params={field + ending: moment}).json()["count"])

    assert count("") >= 1
    assert count("__lt") + count("") + count("__gt") == 400
    assert count("__lte") == count("__lt") + count("")
    assert count("__gte") == count("__gt") + count("")


def test_it_reads_dates_in_any_zone(client: httpx.Client, pick: Pick) -> None:
    moment = pick().body["updated_at"]
    shifted = f"{moment[:-1]}+00:00"
    assert client.get(PATH, params={"updated_at": shifted}).json()["count"] >= 1
    assert client.get(PATH, params={"updated_at__gte": "2026-01-15T12:00:00+03:00"}).json()["count"] == 0


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("status", "9"),
        ("status", "x"),
        ("page", "0"),
        ("page", "first"),
        ("limit", "0"),
        ("limit", "1e3"),
        ("updated_at__gt", "yesterday"),
        ("created_at", "2026-01-15"),
        ("created_at__lte", "2026-13-45T00:00:00Z"),
    ],
)
def test_it_names_the_wrong_parameter(client: httpx.Client, parameter: str, value: str) -> None:
    answer = client.get(PATH, params={parameter: value})
    assert answer.status_code == 400
    assert list(answer.json()) == [parameter]


def test_it_refuses_a_parameter_given_twice(client: httpx.Client) -> None:
    assert client.get(f"{PATH}?page=1&page=2").json() == {"page": ["Give this parameter once."]}


def test_it_refuses_a_filter_that_it_does_not_know(client: httpx.Client) -> None:
    assert client.get(f"{PATH}?order_number=1").json() == {"order_number": ["Unknown parameter."]}
