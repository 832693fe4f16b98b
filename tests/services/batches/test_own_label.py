"""Our own label for a package of Seller Center."""

import pytest

from packages_ui.labels.read import read_barcodes
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.errors import NotFound
from packages_ui.seller_center.types import Package
from packages_ui.services.batches.own_label import barcode_text, draw_own_label


def test_it_draws_the_tracking_number_as_a_barcode(sandbox: Sandbox) -> None:
    record = next(record for record in sandbox.packages.values() if record.body.get("tracking_number"))
    assert read_barcodes(draw_own_label(number=record.number)) == [record.body["tracking_number"]]


@pytest.mark.parametrize(
    ("package", "text"),
    [
        (Package(number="1", waybill_number="W", tracking_number="T"), "T"),
        (Package(number="1", waybill_number="W"), "W"),
        (Package(number="1"), "1"),
    ],
)
def test_it_takes_the_best_number_there_is(package: Package, text: str) -> None:
    assert barcode_text(package) == text


def test_it_draws_a_package_of_which_nothing_is_known(sandbox: Sandbox) -> None:
    record = next(iter(sandbox.packages.values()))
    record.body.update(shipping_address=None, tracking_number=None, waybill_number=None)
    assert read_barcodes(draw_own_label(number=record.number)) == [record.number]


def test_it_says_that_a_package_is_gone(sandbox: Sandbox) -> None:
    with pytest.raises(NotFound):
        draw_own_label(number="404")
