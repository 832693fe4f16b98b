"""A scan finds its package among a year of others with as many statements as among few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.models import Packing
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.mirror.stored import BEFORE_ALL
from packages_ui.services.packages.stored_snapshot import keep_read
from packages_ui.services.packing.choices import oldest_first
from packages_ui.services.packing.find import find_anywhere, find_here, several
from tests.services.ahead.makers import snapshot_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def store(numbers: range) -> None:
    """Each needs one unit of HOT1; those with higher numbers are older."""
    for number in numbers:
        placed = NOW - timedelta(hours=number, seconds=1)
        codes = ["HOT1", *(f"SKU{place}" for place in range(number % 3))]
        keep_read(snapshot=snapshot_with(f"W{number}", *codes, shipping_address=None, date_placed=placed))


def asked_for_hot() -> tuple[int, tuple[str, ...]]:
    """Statements, and what is offered."""
    with CaptureQueriesContext(connection) as statements:
        result = several(find_anywhere(["HOT1"]))
    return len(statements), tuple(str(choice.label) for choice in result.choices)


def test_it_asks_as_often_for_many_packages_that_need_a_product_as_for_few() -> None:
    store(range(3))
    few, _ = asked_for_hot()
    store(range(3, 90))
    many, offered = asked_for_hot()
    assert many == few
    assert offered[0] == "Package W89 · ordered 3 d 17 h ago · 3 items"
    assert len(offered) == 9


def test_it_lists_those_of_unknown_age_last() -> None:
    assert oldest_first({"W1": BEFORE_ALL, "W2": NOW}) == ["W2", "W1"]


def test_it_finds_what_is_in_progress_by_any_of_its_numbers_with_as_many_statements() -> None:
    for number in range(20):
        Packing.objects.create(package_number=f"PK-{number}", opened_at=NOW, touched_at=NOW)
        note_package(f"PK-{number}", tracking=f"TRK-{number}", order=f"ORD-{number}")
    with CaptureQueriesContext(connection) as statements:
        found = [find_here([text]).numbers for text in ("trk7", "ORD 8", "pk9", "nothing")]
    assert found == [("PK-7",), ("PK-8",), ("PK-9",), ()]
    assert len(statements) <= 5 * len(found)
