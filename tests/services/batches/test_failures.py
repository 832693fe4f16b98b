"""Failed labels, grouped by why; and whose boxes they are for."""

import pytest
from pytest_django import DjangoAssertNumQueries

from packages_ui.messages import printing
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.seller_center.types import Address, Item, ShippingCompany
from packages_ui.services.batches.boxes import Box, boxes_of
from packages_ui.services.batches.failures import MOST_SHOWN, failed_for, failures, that_can_succeed
from packages_ui.services.mirror.keep import keep, keep_with_items
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import batch_of, move

pytestmark = pytest.mark.django_db
State = PrintJob.State
ARAS = ShippingCompany(name="Aras Kargo")
AYSE = Address(first_name="Ayşe", last_name="Işık", city="İzmir")


@pytest.fixture
def batch() -> LabelBatch:
    """Two wait for the carrier, one can never succeed, one failed otherwise, one did not fail."""
    batch = batch_of("1", "2", "3", "4", "5")
    move(batch, State.FAILED, 1, 3, reason="not ready")
    move(batch, State.FAILED, 2, reason="no such package", retryable=False)
    move(batch, State.FAILED, 4, reason=printing.UNREADABLE(dpi=203))
    return batch


def test_it_groups_by_reason_in_the_order_of_the_first(batch: LabelBatch) -> None:
    found = failures(batch=batch)
    told = [(str(group.reason), [row.number for row in group.rows]) for group in found.groups]
    assert told[:2] == [("not ready", ["1", "3"]), ("no such package", ["2"])]
    assert [group.can_succeed for group in found.groups] == [True, False, True]
    assert (found.count, found.can_succeed, found.more) == (4, 3, 0)


def test_it_keeps_reasons_apart_that_differ_in_a_parameter(batch: LabelBatch) -> None:
    move(batch, State.FAILED, 5, reason=printing.UNREADABLE(dpi=300))
    assert len(failures(batch=batch).groups) == 4


def test_it_finds_all_that_failed_for_one_reason(batch: LabelBatch) -> None:
    numbers = {job.pk: job.package_number for job in batch.jobs.all()}
    for group in failures(batch=batch).groups:
        named = failed_for(batch=batch, key=group.key)
        assert [numbers[pk] for pk in named] == [row.number for row in group.rows]
    assert failed_for(batch=batch, key="of no reason") == []


def test_it_knows_what_another_try_cannot_bring(batch: LabelBatch) -> None:
    numbers = dict(batch.jobs.values_list("pk", "package_number"))
    assert [numbers[pk] for pk in that_can_succeed(batch=batch)] == ["1", "3", "4"]


def test_it_counts_what_it_does_not_show() -> None:
    batch = batch_of(*map(str, range(MOST_SHOWN + 10)))
    move(batch, State.FAILED, reason="not ready")
    move(batch, State.FAILED, MOST_SHOWN + 5, reason="another reason")
    found = failures(batch=batch)
    (group,) = found.groups
    assert (len(group.rows), group.more, found.more) == (MOST_SHOWN, 9, 1)
    assert found.count == MOST_SHOWN + 10


def test_it_asks_twice_for_any_number(
    batch: LabelBatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        failures(batch=batch)


def test_it_says_whose_boxes_they_are(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    package = package_of("1", shipping_address=AYSE, shipping_company=ARAS)
    keep_with_items(snapshots={"1": (package, [Item(number="1-1", product="A"), Item(number="1-2")])})
    keep(packages=[package_of("2", shipping_address=AYSE)])
    with django_assert_num_queries(1):
        found = boxes_of(numbers=["1", "2", "3"])
    assert found == {
        "1": Box(customer="Ayşe Işık", city="İzmir", carrier="Aras Kargo", items=2),
        "2": Box(customer="Ayşe Işık", city="İzmir", carrier="", items=None),
    }
