"""The desk shows what goods are called and look like."""

import json
from unittest.mock import Mock

import pytest
from django.test import Client

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from tests.services.goods.makers import product
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at

pytestmark = [pytest.mark.usefixtures("media", "woken", "woken_feeders")]
PICTURE = "ab" * 32


@pytest.fixture
def record(sandbox: Sandbox, packer_client: Client) -> Record:
    packer_client.post(f"/stations/{station_at(name='Desk 1').pk}/use/")
    return shelved(sandbox, "AKN-A", "AKN-B")


def desk(client: Client, *texts: str) -> str:
    scans = [{"key": f"goods-key-{text}", "texts": [text], "clock": 1000} for text in texts]
    client.post("/pack/scan/", json.dumps({"scans": scans}), content_type="application/json")
    return " ".join(client.get("/pack/").content.decode().split())


def test_it_shows_name_look_and_picture_of_what_is_due(packer_client: Client, record: Record) -> None:
    product("AKN-A", name="Gömlek <b>", colour="Kırmızı", size="M", picture=PICTURE)
    page = desk(packer_client, record.number)
    assert '<p class="due untrusted due-name">Gömlek &lt;b&gt;</p>' in page
    assert '<p class="due-look untrusted">Kırmızı · M</p>' in page
    assert '<span class="num untrusted">AKN-A</span> ·' in page
    assert f'src="/products/pictures/{PICTURE}/large.jpg"' in page
    assert 'data-due="AKN-A"' in page


def test_the_picture_keeps_its_room_for_a_product_without_one(packer_client: Client, record: Record) -> None:
    product("AKN-A", name="Gömlek", picture=PICTURE)
    page = desk(packer_client, record.number, "AKN-A")
    assert '<p class="due untrusted">AKN-B</p>' in page
    assert '<div class="goods-picture"><span>No picture</span></div>' in page


def test_an_unknown_product_shows_its_code_and_no_box(packer_client: Client, record: Record) -> None:
    product("AKN-A")
    page = desk(packer_client, record.number)
    assert '<p class="due untrusted">AKN-A</p>' in page
    assert "goods-picture" not in page


def test_a_name_that_arrives_shows_with_the_next_look(
    packer_client: Client, record: Record, woken: Mock
) -> None:
    before = desk(packer_client, record.number)
    product("AKN-A", name="Gömlek")
    version = "old-" + packer_client.get("/pack/").context["version"]
    assert "Gömlek" not in before
    assert "Gömlek" in packer_client.get("/pack/", {"seen": version}).content.decode()
