"""GET /packages/find/: a scan, or a search, leads to its package."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import Address
from packages_ui.services.mirror.keep import keep_with_items
from tests.services.ahead.makers import package_of

PATH, SUGGEST = "/packages/find/", "/packages/suggest/"
BOTH = pytest.mark.parametrize("path", [PATH, SUGGEST])


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


def test_it_suggests_packages_by_a_part_of_what_they_are(packer_client: Client) -> None:
    for number, name in (("P1", "Ayşe"), ("P2", "Zühtü")):
        address, now = Address(first_name=name, last_name="Öz", city="İzmir"), timezone.now()
        package = package_of(number, status=3, shipping_address=address, updated_at=now, created_at=now)
        keep_with_items(snapshots={number: (package, [])})

    assert packer_client.get(SUGGEST, {"text": "zuht"}).json() == {
        "packages": [{"name": "P2 · Zühtü Öz", "about": "Ready to Ship", "href": "/packages/P2/"}]
    }
    assert packer_client.get(SUGGEST, {"text": " "}).json() == {"packages": []}


@BOTH
def test_it_needs_login(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/login/?next={path}"


@BOTH
def test_it_needs_the_permission(client: Client, django_user_model: type[User], db: None, path: str) -> None:
    client.force_login(django_user_model.objects.create_user("nobody"))
    assert client.get(path).status_code == 403


@BOTH
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(packer_client: Client, method: str, path: str) -> None:
    assert getattr(packer_client, method)(path).status_code == 405
