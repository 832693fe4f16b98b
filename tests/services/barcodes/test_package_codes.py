"""A scanned code finds its package, by one look-up, however many packages there have been."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.models import Label, PackageCode
from packages_ui.services.barcodes.package_codes import (
    ON_BOX,
    CodesOf,
    Kind,
    note,
    note_label,
    note_package,
    numbers_of,
    numbers_within,
)
from tests.services.batch_makers import batch_of, label_of
from tests.services.handover.makers import packed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.mark.parametrize("text", ["PK-1", "pk*1", "TR 77-88", "tr7788", "ORD_5", "00 JJD 1"])
def test_it_finds_a_package_by_each_of_its_codes(text: str) -> None:
    note_package("PK-1", tracking="TR-7788", waybill="", order="ORD-5")
    note_label("PK-1", ["00JJD1"])
    note_package("PK-2", tracking="TR-7789")
    assert numbers_of([text]) == ["PK-1"]


def test_it_finds_nothing_by_a_part_or_by_nothing() -> None:
    note_package("PK-1", tracking="TR77889900")
    assert numbers_of(["7788990"]) == numbers_of([""]) == numbers_of([]) == []


def test_it_takes_the_first_reading_that_any_package_bears() -> None:
    note_package("PK-1", tracking="ABC1")
    note_package("PK-2", tracking="ABC2")
    assert numbers_of(["nothing", "ABC2", "ABC1"]) == ["PK-2"]


def test_it_names_all_packages_of_one_code_the_newest_first() -> None:
    note_package("PK-1", tracking="ABC1", at=timezone.now() - timedelta(hours=1))
    note_package("PK-2", tracking="ABC1")
    assert numbers_of(["abc1"]) == ["PK-2", "PK-1"]


def test_it_keeps_one_row_for_a_code_that_is_seen_again() -> None:
    note_package("PK-1", tracking="ABC1", at=timezone.now() - timedelta(days=30))
    assert numbers_of(["ABC1"]) == []
    note_label("PK-1", ["ABC1", "abc-1"])
    assert numbers_of(["ABC1"]) == ["PK-1"]
    assert PackageCode.objects.get(code="ABC1").kind == Kind.TRACKING


def test_it_finds_no_box_by_the_number_of_an_order() -> None:
    note_package("PK-1", order="ORD5")
    assert numbers_of(["ORD5"], kinds=ON_BOX) == []
    note_package("PK-1", tracking="ORD5")  # it is both
    assert numbers_of(["ORD5"], kinds=ON_BOX) == ["PK-1"]


def test_it_finds_a_code_inside_of_a_longer_barcode() -> None:
    note_package("PK-1", tracking="TR77889900")
    note_package("PK-2", tracking="TR778899")
    note_package("PK-3", tracking="8899001")
    assert numbers_within(["]C1 420341 TR77889900 5"]) == ["PK-1"]
    assert numbers_within(["TR7788"]) == numbers_within(["TR77889900" * 6]) == []


def test_it_writes_any_number_of_packages_by_one_statement() -> None:
    known = [CodesOf(f"PK-{n}", {Kind.TRACKING: (f"TR{n}", f"WB{n}")}) for n in range(50)]
    with CaptureQueriesContext(connection) as statements:
        note(known)
    assert (len(statements), PackageCode.objects.count()) == (1, 150)
    note(known)
    assert PackageCode.objects.count() == 150


def test_it_is_filled_with_what_was_packed_and_printed_before() -> None:
    batch = batch_of("PK-1", "PK-2")
    batch.jobs.filter(position=1).update(codes="TR-1\nWB-1", label=label_of("PK-1", b"%PDF"))
    Label.objects.update(barcodes="JJD1\nJJD2")
    packed("PK-3", tracking_number="TR-3", order_number="ORD-3")
    packed("PK-4", tracking_number="TR-4", touched_at=timezone.now() - timedelta(days=91))
    PackageCode.objects.all().delete()

    import_module("packages_ui.migrations.0007_package_codes").fill_codes(apps, None)

    found = [numbers_of([text]) for text in ("tr1", "wb1", "jjd2", "pk2", "tr3", "ord3", "tr4")]
    assert found == [["PK-1"], ["PK-1"], ["PK-1"], ["PK-2"], ["PK-3"], ["PK-3"], []]


def test_it_keeps_nothing_that_is_too_long_or_empty() -> None:
    note_label("PK-1", ["", "--", "9" * 201])
    assert list(PackageCode.objects.values_list("code", flat=True)) == ["PK1"]
