"""One word, whichever number it is."""

import pytest

from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.packages.listing import search

ANY = PackageFilters(limit=50)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["number", "waybill_number", "order_number"])
def test_it_finds_a_package_by_each_of_its_numbers(sandbox: Sandbox, field: str) -> None:
    record = next(record for record in sandbox.packages.values() if record.body.get(field))
    found = search(q=str(record.body[field]), filters=ANY)
    assert record.number in {row.number for row in found.rows}


def test_it_finds_a_package_by_a_tracking_number_that_was_here(sandbox: Sandbox) -> None:
    record = next(iter(sandbox.packages.values()))
    note_package(record.number, tracking="TRK-55 66")
    assert [row.number for row in search(q="trk5566", filters=ANY).rows] == [record.number]


def test_it_finds_all_packages_of_an_order(sandbox: Sandbox) -> None:
    order, numbers = next((order, made) for order, made in sandbox.orders.items() if len(made) > 1)
    assert {row.number for row in search(q=order, filters=ANY).rows} == set(numbers)


def test_it_finds_nothing_for_an_unknown_word(sandbox: Sandbox) -> None:
    found = search(q="no such number", filters=ANY)
    assert (found.rows, found.count) == ((), 0)


@pytest.mark.parametrize(
    ("tracking", "q"),
    [
        ("386900000000000018", "]C100386900000000000018"),
        ("271053820000", "9632080400200044387500271053820000"),
        ("1Z00000A0000000001", "https://kargo.example/t/1Z00000A0000000001"),
    ],
)
def test_it_finds_a_package_by_what_its_label_says(sandbox: Sandbox, tracking: str, q: str) -> None:
    record = next(iter(sandbox.packages.values()))
    note_package(record.number, tracking=tracking)
    assert [row.number for row in search(q=q, filters=ANY).rows] == [record.number]


def test_it_asks_seller_center_for_the_box_that_a_code_names(sandbox: Sandbox) -> None:
    record = next(iter(sandbox.packages.values()))
    record.body["waybill_number"] = "386900000000000018"
    found = search(q="(00)386900000000000018", filters=ANY)
    assert [row.number for row in found.rows] == [record.number]
