"""GET /packages/find/: a scan, or a search, leads to its package."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches

PATH = "/packages/find/"


def test_it_opens_the_package_of_any_of_its_numbers(packer_client: Client, sandbox: Sandbox) -> None:
    record = next(one for one in sandbox.packages.values() if one.body["waybill_number"])

    for number in (record.number, record.body["waybill_number"]):
        response = packer_client.get(PATH, {"text": number})
        assert response["Location"] == f"/packages/{record.number}/"


def test_it_tries_what_else_the_scanner_may_have_meant(packer_client: Client, sandbox: Sandbox) -> None:
    number = next(iter(sandbox.packages))

    response = packer_client.get(PATH, {"text": ["*wrong*layout*", number]})

    assert response["Location"] == f"/packages/{number}/"


def test_it_searches_where_no_package_is_found(packer_client: Client, sandbox: Sandbox) -> None:
    assert packer_client.get(PATH, {"text": "NO/BODY 1"})["Location"] == "/packages/?q=NO%2FBODY+1"
    assert packer_client.get(PATH)["Location"] == "/packages/?q="


def test_it_lets_the_list_say_that_seller_center_is_out(packer_client: Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)

    assert packer_client.get(PATH, {"text": "12345678"})["Location"] == "/packages/?q=12345678"


def test_it_needs_login(client: Client) -> None:
    assert client.get(PATH)["Location"] == f"/login/?next={PATH}"


def test_it_needs_the_permission(client: Client, django_user_model: type[User], db: None) -> None:
    client.force_login(django_user_model.objects.create_user("nobody"))
    assert client.get(PATH).status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(packer_client: Client, method: str) -> None:
    assert getattr(packer_client, method)(PATH).status_code == 405
