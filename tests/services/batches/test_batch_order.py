"""The order of a batch's labels, and its name."""

import pytest
from pytest_django import DjangoAssertNumQueries as AtMost

from packages_ui.models import Act, LabelBatch, PrintJob
from packages_ui.seller_center.types import Item, ShippingCompany
from packages_ui.services.batches.batch_order import Order, arranged, name_batch
from packages_ui.services.mirror.keep import keep_with_items
from packages_ui.services.packages.history import Names, sentence_of
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import batch_of, move, person

pytestmark = pytest.mark.django_db
KNOWN = {
    "10": ("Yurtiçi Kargo", ["B", "A"]),
    "9": ("Aras Kargo", ["C"]),
    "2": ("Yurtiçi Kargo", ["A", "B"]),
    "30": ("Aras Kargo", ["A"]),
}
TICKED = ["10", "none", "9", "2", "30"]


@pytest.fixture(autouse=True)
def _copy() -> None:
    for number, (carrier, products) in KNOWN.items():
        package = package_of(number, shipping_company=ShippingCompany(name=carrier))
        items = [Item(number=f"{number}-{n}", product=name) for n, name in enumerate(products)]
        keep_with_items(snapshots={number: (package, items)})


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        (Order.TICKED, ["10", "none", "9", "2", "30"]),
        (Order.CARRIER, ["9", "30", "10", "2", "none"]),
        (Order.PRODUCT, ["30", "10", "2", "9", "none"]),
        (Order.NUMBER, ["2", "9", "10", "30", "none"]),
        (Order.REVERSED, ["30", "2", "9", "none", "10"]),
    ],
)
def test_it_puts_packages_in_order(
    order: str, numbers: list[str], django_assert_max_num_queries: AtMost
) -> None:
    with django_assert_max_num_queries(1):
        assert arranged(numbers=TICKED, order=order) == numbers


def test_it_counts_digits_wherever_they_are() -> None:
    numbers = ["P10-2", "P9-10", "P9-9", "A100"]
    assert arranged(numbers=numbers, order=Order.NUMBER) == ["A100", "P9-9", "P9-10", "P10-2"]


def test_a_name_is_written_down_and_read_as_a_sentence() -> None:
    batch = batch_of("1", name="Morning")
    named = name_batch(batch=batch, name="Evening", user_id=person().pk)
    batch.refresh_from_db()
    assert (str(named), batch.name) == ("Evening", "Evening")
    act = Act.objects.get(verb=Act.Verb.UPDATE)
    assert act.before == {"batch": batch.pk, "name": "Morning"}
    assert sentence_of(act, Names()) == f"Batch {batch.pk} is named Evening."
    name_batch(batch=batch, name="Evening")
    assert Act.objects.filter(verb=Act.Verb.UPDATE).count() == 1


def test_separators_still_to_be_printed_bear_the_new_name() -> None:
    batch = batch_of("1", "2", slips=LabelBatch.Slips.BATCH)
    assert batch.jobs.get(position=1).heading == str(batch)
    name_batch(batch=batch, name="Morning")
    assert batch.jobs.get(position=1).heading == "Morning"
    assert batch.jobs.get(position=2).heading == ""
    move(batch, PrintJob.State.PRINTED, 1)
    name_batch(batch=batch, name="Evening")
    assert batch.jobs.get(position=1).heading == "Morning"
