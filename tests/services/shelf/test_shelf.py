"""What was read is kept as it was, found by its numbers, and taken away."""

from datetime import datetime, timedelta
from datetime import timezone as zone
from decimal import Decimal

import msgspec
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Packing, Shelved, ShelvedItem
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import Address, Item
from packages_ui.services.batches.batch_create import labels_ahead
from packages_ui.services.packages.package_cache import bare_fingerprint, fingerprint
from packages_ui.services.packages.snapshot import Snapshot, read
from packages_ui.services.shelf.shelf import (
    forget,
    label_ready,
    needing,
    numbers_of,
    shed,
    shelve,
    shelved_at,
    snapshot_of,
)
from tests.services.batch_makers import person
from tests.services.shelf.makers import NOON, label_for, later, package_of, snapshot_with
from tests.services.status_changes.makers import want

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MONEY = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: zone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(
    NOON.replace(year=2000, tzinfo=None), NOON.replace(year=2100, tzinfo=None), timezones=ZONES
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT, MONEY, MOMENTS, st.lists(st.tuples(TEXT, MONEY)))
def test_it_gives_back_every_text_amount_and_date(
    text: str, amount: Decimal, moment: datetime, items: list[tuple[str, Decimal]]
) -> None:
    package = package_of("1", notes=text, amount=amount, updated_at=moment)
    rows = tuple(Item(number=str(n), product=name, amount=cost) for n, (name, cost) in enumerate(items))
    snapshot = Snapshot(package, rows)
    assert msgspec.json.decode(msgspec.json.encode(snapshot), type=Snapshot) == snapshot


def test_it_keeps_every_package_of_the_sandbox_as_it_was_read(sandbox: Sandbox) -> None:
    for number in list(sandbox.packages)[:30]:
        snapshot = read(number=number)
        shelve(snapshot=snapshot)
        assert snapshot_of(number=number) == snapshot
        assert ShelvedItem.objects.filter(shelved__number=number).count() == len(snapshot.items)


def test_it_knows_nothing_of_what_is_not_on_the_shelf() -> None:
    assert (snapshot_of(number="1"), shelved_at(number="1"), label_ready(number="1")) == (None, None, None)


def test_it_replaces_items_and_numbers_when_the_package_has_changed() -> None:
    shelve(snapshot=snapshot_with("1", "SHIRT", "CAP", tracking_number="T-1"))
    shelve(snapshot=snapshot_with("1", "CAP", tracking_number="T-2", updated_at=later()))
    assert [(row.number, row.code) for row in ShelvedItem.objects.all()] == [("1-1", "CAP")]
    assert (numbers_of(text="T-1"), numbers_of(text="T-2")) == ([], ["1"])


def test_it_only_notes_the_time_when_nothing_has_changed() -> None:
    first = shelve(snapshot=snapshot_with("1", "SHIRT"))
    items = set(ShelvedItem.objects.values_list("pk", flat=True))
    shelve(snapshot=snapshot_with("1", "SHIRT"))
    at = shelved_at(number="1")
    assert at
    assert at > first.read_at
    assert set(ShelvedItem.objects.values_list("pk", flat=True)) == items


def test_it_does_not_go_back_to_what_was_read_earlier() -> None:
    shelve(snapshot=snapshot_with("1", "CAP", updated_at=later()))
    shelve(snapshot=snapshot_with("1", "SHIRT"))
    now = snapshot_of(number="1")
    assert now
    assert now.items[0].product == "CAP"


def test_it_takes_what_a_database_would_not() -> None:
    hostile = snapshot_with("1", "A\0B" + "x" * 400, order_number="O\0" + "9" * 90)
    shelve(snapshot=hostile)
    row = Shelved.objects.get()
    assert (len(row.order_number), row.items.get().product[:3], snapshot_of(number="1")) == (
        64,
        "ABx",
        hostile,
    )


@pytest.mark.parametrize("text", ["pk-1", "O 77", "w*5", "t-ı9"])
def test_it_finds_a_package_by_each_of_its_numbers(text: str) -> None:
    shelve(snapshot=snapshot_with("2", "CAP"))
    fields = {"order_number": "O-77", "waybill_number": "W-5", "tracking_number": "TI9"}
    shelve(snapshot=snapshot_with("PK1", "CAP", "CAP", **fields))
    assert numbers_of(text=text) == ["PK1"]


def test_it_finds_all_packages_of_an_order_by_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in ("2", "1"):
        shelve(snapshot=snapshot_with(number, "CAP", order_number="77"))
    with django_assert_num_queries(1):
        assert numbers_of(text="77") == ["1", "2"]
    with django_assert_num_queries(0):
        assert numbers_of(text="--") == []


def test_it_names_the_other_packages_that_need_a_product() -> None:
    shelve(snapshot=snapshot_with("1", "AKN-CAP"))
    shelve(snapshot=snapshot_with("2", "AKN-CAP", "SHIRT", "akn cap"))
    shelve(snapshot=snapshot_with("3", "SHIRT"))
    shelve(snapshot=snapshot_with("4", "AKN-CAP"))
    want(package_number="4", status=3, user_id=person().pk)
    assert [(row.number, row.units) for row in needing(product="AKN-CAP", but="1")] == [("2", 2)]


def test_it_finds_a_product_whose_name_has_no_letters_that_scanners_know() -> None:
    shelve(snapshot=snapshot_with("1", "шапка"))
    shelve(snapshot=snapshot_with("2", "рубашка"))
    assert [row.number for row in needing(product="шапка", but="")] == ["1"]


def test_it_has_the_newest_label_that_fits() -> None:
    package = package_of("1")
    label_for(package, made_at=later(-5))
    newest = label_for(package)
    label_for(package, "something else")
    label_for(package, source="own")
    label_for(package, format="unknown")
    label_for(package, stale_at=timezone.now())
    shelve(snapshot=Snapshot(package, ()))
    assert label_ready(number="1") == newest
    assert Shelved.objects.get().label == newest


def test_it_lets_a_label_go_that_does_not_fit_any_more() -> None:
    package = package_of("1")
    label = label_for(package)
    assert shelve(snapshot=Snapshot(package, ())).label == label
    shelve(snapshot=Snapshot(package_of("1", shipping_address=Address(line="2"), updated_at=later()), ()))
    assert label_ready(number="1") is None
    assert labels_ahead(numbers=["1"], known={}) == {}


def test_it_takes_numbers_given_out_with_the_label_for_no_change_but_later_ones_for_one() -> None:
    label = label_for(package_of("1"))
    shelve(snapshot=Snapshot(package_of("1"), ()))
    numbered = package_of("1", tracking_number="T1", updated_at=later())
    shelve(snapshot=Snapshot(numbered, ()))
    label.refresh_from_db()
    assert label_ready(number="1") == label
    assert label.fingerprint == fingerprint(numbered) != bare_fingerprint(numbered)
    shelve(snapshot=Snapshot(package_of("1", tracking_number="T2", updated_at=later(2)), ()))
    assert label_ready(number="1") is None


def test_it_forgets_what_went_wrong_once_the_package_has_changed() -> None:
    shelve(snapshot=snapshot_with("1"))
    Shelved.objects.update(label_problem="no", label_at=timezone.now())
    shelve(snapshot=snapshot_with("1"))
    assert Shelved.objects.get().label_problem == "no"
    shelve(snapshot=snapshot_with("1", updated_at=later()))
    shelved = Shelved.objects.get()
    assert (str(shelved.label_problem), shelved.label_at) == ("", None)


def test_it_forgets_a_package() -> None:
    shelve(snapshot=snapshot_with("1", "CAP"))
    forget(number="1")
    assert not Shelved.objects.exists()
    assert not ShelvedItem.objects.exists()


def test_it_sheds_all_but_those_that_are_being_packed() -> None:
    for number in ("1", "2", "3"):
        shelve(snapshot=snapshot_with(number))
    now = timezone.now()
    for number, state in (("1", Packing.State.PARKED), ("2", Packing.State.PACKED)):
        Packing.objects.create(package_number=number, state=state, opened_at=now, touched_at=now)
    assert shed(numbers=["1", "2", "no"]) == 1
    assert list(Shelved.objects.values_list("number", flat=True)) == ["1", "3"]
