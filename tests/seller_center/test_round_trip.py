"""All calls against the sandbox, in process."""

import httpx
import pytest

from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.errors import NotFound, Refused, Unauthorized
from packages_ui.seller_center.types import (
    Item,
    Package,
    PackageChanges,
    PackageFilters,
    PackageStatus,
    SplitPart,
)


@pytest.fixture
def client() -> SellerCenter:
    return connect("sandbox-key")


def connect(key: str) -> SellerCenter:
    config = Config(url="https://sandbox.example.com", api_key=key)
    return SellerCenter(config, transport=httpx.WSGITransport(app=Sandbox(packages=60, seed=1)))


def preparing(client: SellerCenter) -> tuple[Package, tuple[Item, ...]]:
    """A package in Preparing with several items."""
    for package in client.all_packages(PackageFilters(status=PackageStatus.PREPARING, limit=50), most=100):
        items = client.all_items(package.number)
        if len(items) > 1:
            return package, items
    raise AssertionError("the sandbox has no such package")


def test_it_lists_every_package(client: SellerCenter) -> None:
    listed = list(client.all_packages(PackageFilters(limit=7), most=1000))
    assert len(listed) == 60 == client.list_packages().count
    assert client.list_packages(PackageFilters(limit=60)).malformed == ()


def test_it_updates(client: SellerCenter) -> None:
    package, _ = preparing(client)
    changes = PackageChanges(status=PackageStatus.READY_TO_SHIP, waybill_number="W1")
    updated = client.update(package.number, changes)
    assert (updated.status, updated.waybill_number) == (3, "W1")
    assert client.get_package(package.number) == updated


def test_it_splits(client: SellerCenter) -> None:
    package, items = preparing(client)
    client.split(package.number, (SplitPart(items=(items[0].number,)),))
    assert len(client.all_items(package.number)) == len(items) - 1
    siblings = client.list_packages(PackageFilters(order__number=package.order_number, limit=50))
    assert len(siblings.results) >= 2


def test_it_rejects(client: SellerCenter) -> None:
    package, items = preparing(client)
    client.reject(package.number, items=(items[0].number,), reason="Unsupplied")
    assert items[0].number not in {item.number for item in client.all_items(package.number)}


def test_it_changes_the_shipping_method(client: SellerCenter) -> None:
    package, _ = preparing(client)
    method = next(
        method for method in client.list_shipping_methods() if method.name != package.shipping_method
    )
    client.change_shipping_method(package.number, shipping_method=method.id)
    changed = client.get_package(package.number)
    assert changed is not None
    assert changed.shipping_method == method.name


def test_it_releases(client: SellerCenter) -> None:
    everything = client.all_packages(PackageFilters(limit=60), most=60)
    items = (item for package in everything for item in client.all_items(package.number))
    item = next(item for item in items if item.has_reservation)
    number = item.number.rpartition("-")[0]
    client.release(number, item.number)
    after = {other.number: other.has_reservation for other in client.all_items(number)}
    assert after[item.number] is False


def test_it_gets_labels_or_a_reason(client: SellerCenter) -> None:
    got, refused = 0, 0
    for package in client.list_packages(PackageFilters(limit=60)).results:
        try:
            got += bool(client.get_label(package.number))
        except Refused as error:
            refused += bool(error.messages or error.fields)
    assert got + refused == 60
    assert got > 30


def test_it_reports_refusals(client: SellerCenter) -> None:
    package, _ = preparing(client)
    with pytest.raises(Refused) as caught:
        client.split(package.number, (SplitPart(items=("nothing",)),))
    assert caught.value.elements or caught.value.fields or caught.value.messages
    with pytest.raises(NotFound):
        client.get_label("0")
    with pytest.raises(Unauthorized):
        connect("wrong").list_packages()
