"""What a driver should take, and what stays behind."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Handover, Packing
from packages_ui.seller_center.types import Address, PackageStatus, ShippingCompany
from packages_ui.services.handover.expected import behind, stayed_behind, still_here
from packages_ui.services.handover.handovers import close
from packages_ui.services.mirror.keep import keep
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import person
from tests.services.handover.makers import packed
from tests.services.station_makers import station_at
from tests.views.handover.handover_makers import handover_of

pytestmark = pytest.mark.django_db
READY, PREPARING = PackageStatus.READY_TO_SHIP, PackageStatus.PREPARING
AYSE = Address(first_name="Ayşe", last_name="Işık", city="İzmir")


def stored(*numbers: str, carrier: str = "DHL", status: int = READY) -> None:
    company = ShippingCompany(name=carrier) if carrier else None
    given = {"shipping_company": company, "status": status, "shipping_address": AYSE}
    keep(packages=[package_of(number, updated_at=timezone.now(), **given) for number in numbers])


def test_it_counts_what_waits_for_each_company() -> None:
    stored("1", "2", "3")
    stored("4", carrier="Aras Kargo")
    stored("5", carrier="")
    stored("6", status=PREPARING)
    stored("7", status=PREPARING)
    packed("7")
    stored("8", status=PackageStatus.SHIPPED)
    handover_of("1")
    assert still_here() == {"DHL": 3, "Aras Kargo": 1, "No shipping company": 1}
    assert [one.number for one in behind(carrier="DHL")] == ["7", "2", "3"]
    assert [one.number for one in behind(carrier="No shipping company")] == ["5"]


def test_it_says_where_each_of_them_is(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    stored("1", "2", "3", "4")
    desk = station_at(name="Desk 7")
    packed("1", station=desk)
    packed("2", station=desk, state=Packing.State.PARKED, packed_at=None)
    packed("3", station=desk, state=Packing.State.OPEN, packed_at=None, user=person())
    with django_assert_num_queries(2):
        found = behind(carrier="DHL")
    told = [str(one.where) for one in found]
    assert told[0].startswith("Packed at Desk 7, ")
    assert told[1:] == ["Set aside at Desk 7", "Being packed at Desk 7", "Not packed here"]
    assert (found[0].customer, found[0].city) == ("Ayşe Işık", "İzmir")


def test_a_closed_handover_remembers_what_stayed_behind() -> None:
    stored("1", "2", "3")
    handover = handover_of("1")
    close(handover=handover, user_id=person().pk)
    handover = Handover.objects.get(pk=handover.pk)
    assert (handover.behind_count, handover.behind) == (2, ["2", "3"])
    stored("2", status=PackageStatus.SHIPPED)
    assert [(one.number, str(one.where)) for one in stayed_behind(handover=handover)] == [
        ("2", "Now Shipped"),
        ("3", "Not packed here"),
    ]


def test_what_was_handed_over_is_not_expected_until_it_comes_back() -> None:
    stored("1")
    handover = handover_of("1")
    close(handover=handover, user_id=person().pk)
    assert still_here() == {}
    Handover.objects.update(closed_at=timezone.now() - timedelta(days=3))
    assert still_here() == {"DHL": 1}
