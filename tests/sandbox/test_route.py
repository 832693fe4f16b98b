import httpx
import pytest

from packages_ui.sandbox.app import Sandbox

LIST = "/api/i2/packages/"


def ask(sandbox: Sandbox, authorization: str | None) -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    with httpx.Client(transport=httpx.WSGITransport(app=sandbox), base_url="http://sandbox.test") as client:
        return client.get(LIST, headers=headers)


@pytest.mark.parametrize(
    ("scheme", "authorization", "status"),
    [
        ("", "sandbox-key", 200),
        ("", "Token sandbox-key", 401),
        ("Token", "Token sandbox-key", 200),
        ("Token", "sandbox-key", 401),
        ("any", "sandbox-key", 200),
        ("any", "Token sandbox-key", 200),
        ("any", "Bearer sandbox-key", 401),
        ("any", "", 401),
        ("any", None, 401),
    ],
)
def test_it_takes_the_key_in_the_wanted_form(scheme: str, authorization: str | None, status: int) -> None:
    answer = ask(Sandbox(packages=1, auth_scheme=scheme), authorization)
    assert answer.status_code == status
    assert status == 200 or set(answer.json()) == {"detail", "code"}


def test_it_refuses_an_unknown_scheme() -> None:
    with pytest.raises(ValueError, match="Bearer"):
        Sandbox(packages=1, auth_scheme="Bearer")


@pytest.mark.parametrize("path", ["/api/i2/packages", "/api/i2/orders/", "/", f"{LIST}1/", f"{LIST}1/label"])
def test_it_knows_no_other_path(client: httpx.Client, path: str) -> None:
    answer = client.request("PUT" if path.endswith("1/") else "GET", path, json={})
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", LIST, "GET"),
        ("GET", f"{LIST}1/", "PUT"),
        ("PATCH", f"{LIST}1/", "PUT"),
        ("GET", f"{LIST}1/split/", "POST"),
    ],
)
def test_it_names_the_allowed_method(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert "detail" in answer.json()


def test_it_lists_the_shipping_methods(client: httpx.Client) -> None:
    page = client.get("/api/i2/shipping-methods/").json()
    assert page["count"] == len(page["results"]) == 8
    dhl = next(row for row in page["results"] if row["name"] == "DHL - Standard")
    assert dhl["id"] == "847b006e-000a-432e-b500-e3f49fa9ddcc"
    assert dhl["shipping_company"] == {"name": "DHL", "slug": "dhl"}
    assert sum(row["is_requires_manual_entry"] for row in page["results"]) == 2
