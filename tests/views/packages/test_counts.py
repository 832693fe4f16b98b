"""GET /packages/counts/ and /packages/item-counts/: what fills the list in afterwards."""

import pytest
from django.test import Client

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches

COUNTS, ITEMS = "/packages/counts/", "/packages/item-counts/"
BOTH = pytest.mark.parametrize("path", [COUNTS, ITEMS])


def test_it_counts_each_status(packer_client: Client, sandbox: Sandbox) -> None:
    preparing = sum(record.body["status"] == 2 for record in sandbox.packages.values())

    content = packer_client.get(COUNTS).content

    assert f'id="count-2" hx-swap-oob="innerHTML">{preparing}<'.encode() in content
    assert b'id="count-all" hx-swap-oob="innerHTML">60<' in content


def test_it_counts_the_items_of_the_rows_on_screen(packer_client: Client, sandbox: Sandbox) -> None:
    number = next(iter(sandbox.packages))

    content = packer_client.get(ITEMS, {"number": number}).content

    assert content.count(b"<span") == 1
    assert f'id="items-{number}" hx-swap-oob="innerHTML">'.encode() in content


def test_it_shows_items_at_once_where_they_are_known(packer_client: Client, sandbox: Sandbox) -> None:
    packer_client.get(ITEMS, {"limit": "100"})

    content = packer_client.get("/packages/", {"limit": "100"}).content

    assert b"item-counts" not in content


def test_it_shows_a_dash_where_a_count_could_not_be_asked(packer_client: Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)

    content = packer_client.get(COUNTS).content

    assert 'id="count-2" hx-swap-oob="innerHTML">–<'.encode() in content


def test_it_counts_no_items_while_seller_center_is_out(packer_client: Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)

    assert packer_client.get(ITEMS).status_code == 204


@BOTH
def test_it_answers_nothing_to_an_invalid_filter(packer_client: Client, sandbox: Sandbox, path: str) -> None:
    assert packer_client.get(path, {"status": "packed"}).status_code == 204
    assert not sandbox.calls


@BOTH
def test_it_needs_login(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


@BOTH
def test_it_needs_permission(stranger_client: Client, path: str) -> None:
    assert stranger_client.get(path).status_code == 403


@BOTH
def test_it_refuses_another_method(packer_client: Client, path: str) -> None:
    assert packer_client.post(path).status_code == 405
