"""Find the package of a scanned box in our own rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.models import Label, PrintJob
from packages_ui.services.barcodes.package_codes import note_label
from packages_ui.services.handover.find import number_of, packing_of
from tests.services.batch_makers import batch_of
from tests.services.handover.makers import packed

pytestmark = pytest.mark.django_db


def printed(number: str, *, codes: str = "", barcodes: str = "") -> None:
    label = Label.objects.create(
        package_number=number,
        format="PDF",
        size=1,
        sha256="x",
        path="x",
        barcodes=barcodes,
        made_at=timezone.now(),
    )
    batch = batch_of(number)
    PrintJob.objects.filter(batch=batch).update(label=label, codes=codes)
    note_label(number, [*codes.split("\n"), *barcodes.split("\n")])


@pytest.mark.parametrize("text", ["PK-1", "pk-1", " PK-1 ", "TR-778899", "tr778899", "WB.1234", "TR*778899"])
def test_it_finds_a_packed_box_by_each_of_its_numbers(text: str) -> None:
    packed("PK-1", tracking_number="TR-778899", waybill_number="WB.1234")
    packed("PK-2", tracking_number="TR-778800", waybill_number="WB.1235")
    assert number_of(text=text) == "PK-1"


@pytest.mark.parametrize("text", ["TR-778899", "WB1234", "]C10012345678905", "42034123TR-778899"])
def test_it_finds_a_printed_box_by_its_label(text: str) -> None:
    printed("PK-1", codes="TR-778899\nWB1234", barcodes="0012345678905")
    printed("PK-2", codes="TR-778800\nWB1235", barcodes="0012345678999")
    assert number_of(text=text) == "PK-1"


def test_it_does_not_find_a_box_by_a_part_of_a_number() -> None:
    packed("PK-1", tracking_number="TR77889900112233")
    assert number_of(text="7788990011") == ""


def test_it_does_not_choose_between_packages_of_one_number() -> None:
    packed("PK-1", tracking_number="TR77889")
    packed("PK-2", tracking_number="TR77889")
    assert number_of(text="TR77889") == ""


def test_it_looks_back_two_weeks() -> None:
    packed("PK-1", tracking_number="TR77889", packed_at=timezone.now() - timedelta(days=15))
    assert number_of(text="TR77889") == ""
    assert number_of(text="PK-1") == "PK-1"


@pytest.mark.parametrize("text", ["", "--", "ı"])
def test_it_finds_nothing_by_nothing(text: str) -> None:
    printed("PK-1")
    assert number_of(text=text) == ""


def test_it_asks_once_for_a_package_number_that_was_packed_here() -> None:
    packed("PK-1")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        number_of(text="PK-1")
    assert len(queries) == 1


def test_the_last_packing_counts_and_a_dropped_one_does_not() -> None:
    first = packed("PK-1")
    packed("PK-1", state="dropped")
    assert packing_of(number="PK-1") == first
