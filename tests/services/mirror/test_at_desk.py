"""A desk finds packages of the copy while they are in Preparing, as they were read last, and no others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import StoredItem, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import Address, Item
from packages_ui.services.mirror.at_desk import find_within, needing, numbers_of
from packages_ui.services.mirror.forgotten import digest_of, forget_contact
from packages_ui.services.mirror.keep import doubt, keep
from packages_ui.services.mirror.stored import without_identity
from packages_ui.services.packages.snapshot import Snapshot, read
from packages_ui.services.packages.stored_snapshot import (
    keep_read,
    newer_snapshot_of,
    snapshot_of,
    snapshots_of,
)
from tests.services.ahead.makers import NOON, later, package_of, snapshot_with
from tests.services.batch_makers import person
from tests.services.status_changes.makers import want

pytestmark = pytest.mark.django_db


def test_it_gives_back_every_package_of_the_sandbox_without_identity_numbers(sandbox: Sandbox) -> None:
    for number in [one.number for one in sandbox.packages.values() if one.body["status"] == 2]:
        snapshot = read(number=number)
        keep_read(snapshot=snapshot)
        again = snapshot_of(number=number)
        assert again
        assert again.package == without_identity(snapshot.package)
        told = [(item.number, item.product or None, item.status) for item in snapshot.items]
        assert [(item.number, item.product, item.status) for item in again.items] == told
        held = [bool(item.has_reservation) for item in snapshot.items]
        assert [item.has_reservation for item in again.items] == held


def test_it_knows_nothing_of_what_is_not_stored() -> None:
    assert (snapshot_of(number="1"), numbers_of(text="1"), find_within(texts=["1"])) == (None, [], [])


def test_it_replaces_items_and_numbers_when_the_package_has_changed() -> None:
    keep_read(snapshot=snapshot_with("1", "SHIRT", "CAP", tracking_number="T-1"))
    keep_read(snapshot=snapshot_with("1", "CAP", tracking_number="T-2", updated_at=later()))
    assert [(row.number, row.code) for row in StoredItem.objects.all()] == [("1-1", "CAP")]
    assert (numbers_of(text="T-1"), numbers_of(text="T-2")) == ([], ["1"])


def test_it_does_not_go_back_to_what_was_read_earlier() -> None:
    keep_read(snapshot=snapshot_with("1", "CAP", updated_at=later()))
    keep_read(snapshot=snapshot_with("1", "SHIRT"))
    now = snapshot_of(number="1")
    assert now
    assert now.items[0].product == "CAP"


def test_it_takes_what_a_database_would_not() -> None:
    keep_read(snapshot=snapshot_with("1", "A\0B" + "x" * 400, order_number="O\0" + "9" * 400))
    row = StoredPackage.objects.get()
    assert (len(row.order_number), len(row.order_code or ""), row.items.get().product[:3]) == (64, 200, "ABx")


@pytest.mark.parametrize("text", ["pk-1", "O 77", "w*5", "t-ı9"])
def test_it_finds_a_package_by_each_of_its_numbers(text: str) -> None:
    keep_read(snapshot=snapshot_with("2", "CAP"))
    fields = {"order_number": "O-77", "waybill_number": "W-5", "tracking_number": "TI9"}
    keep_read(snapshot=snapshot_with("PK1", "CAP", "CAP", **fields))
    assert numbers_of(text=text) == ["PK1"]


def test_it_finds_all_packages_of_an_order_by_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in ("2", "1"):
        keep_read(snapshot=snapshot_with(number, "CAP", order_number="77"))
    with django_assert_num_queries(1):
        assert numbers_of(text="77") == ["1", "2"]
    with django_assert_num_queries(0):
        assert numbers_of(text="--") == []


def test_it_finds_the_longest_number_within_a_code_but_no_order() -> None:
    keep_read(snapshot=snapshot_with("1", "CAP", tracking_number="TRK-55502"))
    keep_read(snapshot=snapshot_with("2", "CAP", tracking_number="TRK-555021"))
    keep_read(snapshot=snapshot_with("3", "CAP", order_number="00TRK5550217"))
    assert find_within(texts=["00TRK5550217"]) == ["2"]


def test_a_package_that_leaves_preparing_leaves_the_desk() -> None:
    keep_read(snapshot=snapshot_with("PK1", "CAP"))
    keep(packages=[package_of("PK1", status=3, updated_at=later())])
    assert (numbers_of(text="pk1"), needing(product="CAP", but="")) == ([], [])
    assert snapshot_of(number="PK1") is None
    keep(packages=[package_of("PK1", status=2, updated_at=later(2))])
    assert numbers_of(text="pk1") == ["PK1"]


def test_what_has_changed_is_found_but_not_packed_before_its_items_are_read() -> None:
    keep_read(snapshot=snapshot_with("1", "CAP"))
    keep(packages=[package_of("1", notes="Cam", updated_at=later())])
    assert (numbers_of(text="1"), snapshot_of(number="1")) == (["1"], None)
    assert newer_snapshot_of(number="1", seen=NOON) is None
    keep_read(snapshot=snapshot_with("1", "CAP", notes="Cam", updated_at=later()))
    assert snapshot_of(number="1") == newer_snapshot_of(number="1", seen=NOON)
    assert newer_snapshot_of(number="1", seen=later()) is None


@pytest.mark.parametrize("at", [NOON, None])
def test_what_is_doubted_is_read_again_before_it_is_packed(at: object) -> None:
    keep_read(snapshot=snapshot_with("1", "CAP", updated_at=at))
    assert snapshot_of(number="1")
    assert doubt(numbers=["1", "2"]) == 1
    assert snapshot_of(number="1") is None
    assert StoredPackage.objects.get().items_wanted
    assert doubt(numbers=["1"]) == 0
    keep_read(snapshot=snapshot_with("1", "CAP", updated_at=at))
    assert snapshot_of(number="1")


def test_nobody_who_is_forgotten_is_packed_by_the_copy() -> None:
    forget_contact(digest_of("ayse@example.com"))
    items = (Item(number="1-1", product="CAP"),)
    theirs = package_of("1", shipping_address=Address(email="ayse@example.com"), notes="Cam")
    keep_read(snapshot=Snapshot(theirs, items))
    assert (numbers_of(text="1"), snapshot_of(number="1")) == ([], None)


def test_it_reads_many_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    numbers = [str(number) for number in range(1, 21)]
    for number in numbers:
        keep_read(snapshot=snapshot_with(number, "CAP", "SHIRT"))
    with django_assert_num_queries(1):
        found = snapshots_of(numbers=[*numbers, "no"])
    assert {number: len(one.items) for number, one in found.items()} == dict.fromkeys(numbers, 2)


def test_it_names_the_other_packages_that_need_a_product() -> None:
    keep_read(snapshot=snapshot_with("1", "AKN-CAP"))
    keep_read(snapshot=snapshot_with("2", "AKN-CAP", "SHIRT", "akn cap"))
    keep_read(snapshot=snapshot_with("3", "SHIRT"))
    keep_read(snapshot=snapshot_with("4", "AKN-CAP"))
    want(package_number="4", status=3, user_id=person().pk)
    assert [(row.number, row.units) for row in needing(product="AKN-CAP", but="1")] == [("2", 2)]


def test_it_finds_a_product_whose_name_has_no_letters_that_scanners_know() -> None:
    keep_read(snapshot=snapshot_with("1", "шапка"))
    keep_read(snapshot=snapshot_with("2", "рубашка"))
    assert [row.number for row in needing(product="шапка", but="")] == ["1"]


@pytest.mark.parametrize("look", [numbers_of, lambda *, text: find_within(texts=[text])])
def test_it_looks_by_the_indexes_of_what_is_in_preparing(look: object) -> None:
    with CaptureQueriesContext(connection) as caught, connection.cursor() as cursor:
        look(text="TRK-55502")  # type: ignore[operator]
        if is_postgres := connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'' if is_postgres else 'QUERY PLAN'} {caught[0]['sql']}")
        plan = str(cursor.fetchall())
    assert "stored_tracking_code" in plan
    assert "stored_number_code" in plan
