"""Which box of its order a package is, and where the others are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.models import Handover, HandoverBox, Packing, Station, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages.boxes import Boxes, boxes_of
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.screen import read_desk
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import person
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def of_one_order(*numbers: str, status: int = 2) -> None:
    keep(packages=[package_of(number, order_number="O1", status=status) for number in numbers])


def where(number: str = "1") -> list[str]:
    found = boxes_of(number=number, order_number="O1")
    assert found
    return [f"{one.number} {one.where}" for one in found.others]


def packing(number: str, state: str) -> Packing:
    station = Station.objects.filter(name="Desk 2").first() or station_at(name="Desk 2")
    now = timezone.now()
    return Packing.objects.create(
        package_number=number, station=station, state=state, opened_at=now, touched_at=now
    )


def test_it_counts_the_packages_of_an_order() -> None:
    of_one_order("9", "10", "11")
    found = boxes_of(number="10", order_number="O1")
    assert isinstance(found, Boxes)
    assert str(found.sentence) == "Box 2 of 3 of this order."
    assert str(found.whole) == "Box 2 of 3 of this order. 9: not packed yet. 11: not packed yet."


def test_the_only_one_says_nothing() -> None:
    of_one_order("1")
    assert boxes_of(number="1", order_number="O1") is None
    assert boxes_of(number="1", order_number="") is None


def test_one_that_the_copy_does_not_know_counts_too() -> None:
    of_one_order("1")
    found = boxes_of(number="2", order_number="O1")
    assert found
    assert (found.position, found.total) == (2, 2)


def test_it_says_where_the_others_are() -> None:
    of_one_order("1", "2", "3", "4", "5", "6")
    packing("2", "open")
    packing("3", "parked")
    packing("4", "packed")
    packing("5", "packed")
    HandoverBox.objects.create(handover=Handover.objects.create(carrier="DHL"), package_number="5")
    StoredPackage.objects.filter(number="6").update(status=4)
    assert where() == [
        "2 being packed at Desk 2",
        "3 set aside",
        "4 packed at Desk 2",
        "5 on a handover list",
        "6 Shipped",
    ]


def test_a_packing_that_was_dropped_is_none() -> None:
    of_one_order("1", "2")
    packing("2", "dropped")
    assert where() == ["2 not packed yet"]


def test_it_takes_one_statement_for_any_number() -> None:
    of_one_order(*map(str, range(1, 40)))
    with CaptureQueriesContext(connection) as statements:
        found = boxes_of(number="7", order_number="O1")
    assert len(statements) == 1
    assert found
    assert (found.total, len(found.others)) == (39, 8)


def test_the_desk_says_it(sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A")
    keep(packages=[package_of("1", order_number=record.order_number)])
    desk = Desk(user_id=person().pk, station=station_at())
    outcomes(desk, record.number)
    shown = read_desk(desk=desk).open
    assert shown is not None
    assert shown.boxes is not None
    assert str(shown.boxes.whole) == "Box 2 of 2 of this order. 1: not packed yet."
