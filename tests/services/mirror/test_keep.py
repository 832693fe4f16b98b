"""What is kept of a package, and what a later word about it changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from packages_ui.models import StoredItem, StoredPackage
from packages_ui.models.stored_package import UNKNOWN
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import Address, Item, Package, ShippingCompany
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.fingerprint import bare_fingerprint, fingerprint
from packages_ui.services.mirror.index import is_there, make_index
from packages_ui.services.mirror.keep import keep, keep_items, keep_with_items, remove
from packages_ui.services.mirror.stored import item_of, package_of
from tests.services.ahead.makers import NOON, later
from tests.services.ahead.makers import package_of as made

pytestmark = pytest.mark.django_db
ADDRESS = Address(
    first_name="Ayşe",
    last_name="IŞIK",
    city="İZMİR",
    phone_number="+90 (532) 123 45 67",
    email="ayse@example.com",
    company_name="Çınar Ltd",
    identity_number="10000000146",
    tax_no="1234567890",
    notes="Zile basma",
)


@pytest.fixture(autouse=True)
def _for_ever(settings: Settings) -> None:
    """The packages of these tests are old."""
    settings.KEEP_PACKAGES_DAYS = 0


def whole(number: str = "P1", **fields: object) -> Package:
    given = {
        "shipping_address": ADDRESS,
        "shipping_company": ShippingCompany(name="Aras Kargo"),
        "shipping_method": "Aras - Standart",
        "notes": "Kırılacak",
        "gift_box_note": "Mutlu Yıllar",
        "tracking_number": "TRK-77",
        "currency": "TRY",
        "created_at": NOON,
    }
    return made(number, **{**given, **fields})


def stored(number: str = "P1") -> StoredPackage:
    return StoredPackage.objects.get(number=number)


def test_it_keeps_what_a_package_is_found_by() -> None:
    keep(packages=[whole()])
    row = stored()
    assert (row.customer, row.customer_key, row.city_key) == ("Ayşe IŞIK", "ayse isik", "izmir")
    assert (row.carrier, row.amount, row.placed_at) == ("Aras Kargo", Decimal("10.50"), NOON)
    assert (row.gift, row.note, row.manual, row.items_count) == (True, True, False, UNKNOWN)
    assert (row.fingerprint, row.bare_fingerprint) == (fingerprint(whole()), bare_fingerprint(whole()))
    assert row.search.splitlines() == [
        *("p1", "o-p1", "trk-77", "ayse isik", "izmir", "905321234567", "cinar ltd"),
        *("aras - standart", "aras kargo", "kirilacak", "zile basma", "mutlu yillar"),
    ]


def test_it_stores_no_identity_and_no_tax_number() -> None:
    keep(packages=[whole(billing_address=ADDRESS)])
    row = stored()
    written = " ".join(str(value) for value in vars(row).values())
    assert "10000000146" not in written
    assert "1234567890" not in written
    address = package_of(row).shipping_address
    assert address
    assert (address.city, address.identity_number, address.tax_no) == ("İZMİR", None, None)


def test_it_keeps_the_later_word_about_a_package() -> None:
    keep(packages=[whole(status=3, updated_at=later())])
    keep(packages=[whole(status=2)])
    assert stored().status == 3
    keep(packages=[whole(status=4, updated_at=later(2)), whole(status=5, updated_at=later(2))])
    assert stored().status == 5


def test_it_knows_what_is_in_a_package_until_that_changes() -> None:
    keep(packages=[whole()])
    assert stored().items_wanted
    items = [Item(number="P1-1", product="AKN-KIRMIZI", amount=Decimal(5)), Item(number="P1-2")]
    keep_items(row=stored(), items=items)
    row = stored()
    assert (row.items_count, row.items_wanted, row.items_at) == (2, False, NOON)
    assert row.search.endswith("mutlu yillar\nakn-kirmizi")
    assert row.fingerprint == fingerprint(whole())
    keep(packages=[whole()])
    assert (stored().search, stored().items_wanted) == (row.search, False)
    keep(packages=[whole(notes="Cam", updated_at=later())])
    row = stored()
    assert (row.items_wanted, row.items_count, row.search.splitlines()[-1]) == (True, 2, "akn-kirmizi")
    keep_items(row=row, items=items[1:])
    assert stored().search.endswith("mutlu yillar")
    assert [item_of(item).number for item in row.items.all()] == ["P1-2"]


def test_it_leaves_items_of_an_older_version_alone() -> None:
    keep(packages=[whole()])
    before = stored()
    keep(packages=[whole(updated_at=later())])
    keep_items(row=before, items=[Item(number="P1-1", product="A")])
    assert (stored().items_wanted, StoredItem.objects.count()) == (True, 0)


def test_it_keeps_a_package_together_with_its_items() -> None:
    both = {
        n: (whole(n), [Item(number=f"{n}-1", product="A b"), Item(number=f"{n}-1")]) for n in ("P1", "P2")
    }
    keep_with_items(snapshots=both)
    keep_with_items(snapshots=both)
    assert [(row.items_count, row.products, row.items_wanted) for row in StoredPackage.objects.all()] == [
        (1, "\na b", False)
    ] * 2
    keep_with_items(snapshots={"P1": (whole(updated_at=NOON - timedelta(minutes=1)), [])})
    assert StoredItem.objects.filter(package__number="P1").count() == 1


def test_it_reads_no_items_of_packages_that_have_left() -> None:
    keep(packages=[whole(status=4)])
    assert not stored().items_wanted


def test_it_leaves_out_what_would_be_forgotten_at_once(settings: Settings) -> None:
    settings.KEEP_PACKAGES_DAYS = 90
    old = timezone.now() - timedelta(days=91)
    keep(packages=[whole("P1", status=5, updated_at=old), whole("P2", status=2, updated_at=old)])
    assert [row.number for row in StoredPackage.objects.all()] == ["P2"]
    settings.KEEP_PACKAGES_DAYS = 0
    assert keep(packages=[whole("P1", status=5, updated_at=old)]) == 1


def test_it_keeps_whatever_the_sandbox_has(sandbox: Sandbox) -> None:
    """Hostile texts, missing fields and money as text among them."""
    packages = list(seller_center().all_packages(most=100))
    assert keep(packages=packages) == 60
    again = {row.number: package_of(row) for row in StoredPackage.objects.all()}
    for package in packages:
        assert again[package.number].order_number == package.order_number
        assert stored(package.number).fingerprint == fingerprint(package)


def test_it_takes_texts_that_are_too_long_and_not_allowed() -> None:
    keep(packages=[whole(order_number="9" * 300, notes="x\0" * 9000, amount=Decimal("12.345"))])
    row = stored()
    assert (len(row.order_number), row.amount) == (64, Decimal("12.34"))
    assert len(row.search) <= 3000


def test_it_removes_what_is_gone() -> None:
    keep_with_items(snapshots={"P1": (whole(), [Item(number="P1-1")])})
    assert remove(numbers=["P1", "P2"]) == 1
    assert not StoredItem.objects.exists()


def test_it_writes_many_in_few_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):  # the forgotten, twice 500 rows, the marks
        assert keep(packages=[whole(f"P{n}") for n in range(1000)]) == 1000


def test_it_makes_the_index_anew_when_it_is_gone() -> None:
    assert is_there()
    keep(packages=[whole()])
    gone = (
        "DROP INDEX stored_search"
        if connection.vendor == "postgresql"
        else "DROP TRIGGER packages_ui_storedpackage_fts_update"
    )
    with connection.cursor() as cursor:
        cursor.execute(gone)
    assert not is_there()
    make_index()
    assert is_there()
