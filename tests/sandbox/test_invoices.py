"""Invoices in the sandbox, as untidy as those of real sellers."""

import httpx
import pytest

from packages_ui.labels.pdfium import count_pages
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.invoices import ELSEWHERE, HUGE, KINDS, kind_of
from packages_ui.sandbox.records import PREPARING, Record

BARE = {"Authorization": ""}


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(packages=900, untidy=True)


def of_kind(sandbox: Sandbox, kind: str) -> Record:
    return next(one for one in sandbox.packages.values() if one.status == PREPARING and kind_of(one) == kind)


def told(client: httpx.Client, record: Record) -> dict[str, object]:
    (row,) = client.get("/api/i2/packages/", params={"number": record.number}).json()["results"]
    return dict(row)


def file(client: httpx.Client, record: Record) -> httpx.Response:
    return client.get(str(told(client, record)["invoice_url"]), headers=BARE)


@pytest.mark.parametrize(
    ("kind", "pages"), [("pdf", 1), ("two-pages", 2), ("forty-pages", 40), ("relative", 1)]
)
def test_it_has_invoices_of_some_pages(client: httpx.Client, sandbox: Sandbox, kind: str, pages: int) -> None:
    assert count_pages(file(client, of_kind(sandbox, kind)).content) == pages


def test_every_kind_is_there(sandbox: Sandbox, client: httpx.Client) -> None:
    urls = {kind: told(client, of_kind(sandbox, kind)).get("invoice_url", "absent") for kind in set(KINDS)}
    assert (urls["none"], urls["empty"], urls["absent"]) == (None, "", "absent")
    assert str(urls["relative"]).startswith("/invoices/relative/")
    assert str(urls["pdf"]).startswith("http://sandbox.test/invoices/pdf/")
    assert str(urls["http"]).startswith("http://files.example.com/")


def test_one_is_made_later(client: httpx.Client, sandbox: Sandbox) -> None:
    record = of_kind(sandbox, "later")
    assert [file(client, record).status_code for _ in range(3)] == [404, 404, 200]


def test_some_are_no_invoice(client: httpx.Client, sandbox: Sandbox) -> None:
    assert file(client, of_kind(sandbox, "html")).content.startswith(b"<!doctype")
    assert len(file(client, of_kind(sandbox, "huge")).content) > HUGE
    record = of_kind(sandbox, "redirect")
    answer = file(client, record)
    assert (answer.status_code, answer.headers["location"]) == (302, ELSEWHERE.format(number=record.number))
    assert client.get("/invoices/pdf/1.pdf").status_code == 404


def test_a_tidy_one_has_none_before_it_ships() -> None:
    packages = Sandbox(packages=100).packages.values()
    assert {one.body["invoice_url"] for one in packages if one.status == PREPARING} <= {None, ""} | {
        "file:///etc/passwd"
    }
