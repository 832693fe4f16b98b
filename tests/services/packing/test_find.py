"""A scan finds its package among a year of others with as many statements as among few."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.models import Packing, Shelved, ShelvedItem
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.packing.choices import oldest_first
from packages_ui.services.packing.find import find_anywhere, find_here, several

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def shelve(numbers: range) -> None:
    """Each needs one unit of HOT1; those with higher numbers are older."""
    for number in numbers:
        placed = NOW - timedelta(hours=number, seconds=1)
        package = {"number": f"W{number}", "date_placed": placed.isoformat()}
        snapshot = json.dumps({"package": package, "items": []})
        row = Shelved.objects.create(
            number=f"W{number}", order_number=f"O{number}", reading=snapshot, read_at=NOW
        )
        codes = ["HOT1", *(f"SKU{place}" for place in range(number % 3))]
        ShelvedItem.objects.bulk_create(
            ShelvedItem(shelved=row, number=f"{number}-{place}", product=code, code=code, position=place)
            for place, code in enumerate(codes)
        )


def asked_for_hot() -> tuple[int, tuple[str, ...]]:
    """Statements, and what is offered."""
    with CaptureQueriesContext(connection) as statements:
        result = several(find_anywhere(["HOT1"]))
    return len(statements), tuple(str(choice.label) for choice in result.choices)


def test_it_asks_as_often_for_many_packages_that_need_a_product_as_for_few() -> None:
    shelve(range(3))
    few, _ = asked_for_hot()
    shelve(range(3, 90))
    many, offered = asked_for_hot()
    assert many == few
    assert offered[0] == "Package W89 · ordered 3 d 17 h ago · 3 items"
    assert len(offered) == 9


def test_it_lists_those_of_unknown_age_last() -> None:
    for text in ("", "{}", "null"):
        assert oldest_first({"W1": text, "W2": '{"package": {"created_at": "2026-05-01T08:00:00Z"}}'}) == [
            "W2",
            "W1",
        ]


def test_it_finds_what_is_in_progress_by_any_of_its_numbers_with_as_many_statements() -> None:
    for number in range(20):
        Packing.objects.create(package_number=f"PK-{number}", opened_at=NOW, touched_at=NOW)
        note_package(f"PK-{number}", tracking=f"TRK-{number}", order=f"ORD-{number}")
    with CaptureQueriesContext(connection) as statements:
        found = [find_here([text]).numbers for text in ("trk7", "ORD 8", "pk9", "nothing")]
    assert found == [("PK-7",), ("PK-8",), ("PK-9",), ()]
    assert len(statements) <= 5 * len(found)
