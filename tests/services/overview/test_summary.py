"""What is still here by shipping company, and the summary of it that everybody shares."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries, Settings

from packages_ui import tasks
from packages_ui.models import CutOff, StoredPackage
from packages_ui.seller_center.types import Package, ShippingCompany
from packages_ui.services.mirror.find import due_by
from packages_ui.services.mirror.keep import keep
from packages_ui.services.overview import summary as summaries
from packages_ui.services.overview.backlog import MOST, Backlog, backlog
from packages_ui.services.overview.summary import refresh, summary

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 12, tzinfo=ZoneInfo("Europe/Istanbul"))
HOURS = {"late": 25, "red": 21, "amber": 13, "later": 1}  # since the order, where there are 24


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def packages(*rows: tuple[str, int, float]) -> None:
    """Of a company, in a status, ordered so many hours before noon."""
    keep(
        packages=[
            Package(
                number=f"P{n}",
                status=status,
                date_placed=NOON - timedelta(hours=hours),
                updated_at=NOON,
                shipping_company=ShippingCompany(name=company),
            )
            for n, (company, status, hours) in enumerate(rows)
        ]
    )


def test_each_package_is_counted_once_by_urgency() -> None:
    packages(*(("UPS", 2 + n % 2, hours) for n, hours in enumerate(HOURS.values())), ("UPS", 4, 1))
    wanted = Backlog(carrier="UPS", to_pack=2, packed=2, late=1, red=1, amber=1, later=1)
    assert backlog(NOON) == (wanted,)


def test_the_next_pickup_comes_first_with_all_that_is_due_by_then() -> None:
    """Of Aras two go with the pickup at five; of UPS one is due before then."""
    CutOff.objects.create(carrier="Aras", at=time(17), weekdays=127, notice=60)
    packages(("UPS", 2, 20), ("UPS", 2, 1), ("Aras", 2, 1), ("Aras", 2, 2), ("Aras", 3, 2))

    aras, ups = backlog(NOON)

    assert (aras.carrier, aras.pickup, aras.to_pack_by) == ("Aras", NOON + timedelta(hours=5), 3)
    assert (aras.to_pack, aras.packed, aras.amber) == (2, 1, 3)
    assert (ups.carrier, ups.pickup, ups.to_pack_by) == ("UPS", None, None)


def test_it_counts_as_late_and_due_what_the_list_finds() -> None:
    """Each package by each company's own pickups, to the minute and to the second after."""
    for company, hour, notice in (("A", 11, 30), ("A", 13, 0), ("B", 14, 60), ("B", 19, 600), ("C", 9, 0)):
        CutOff.objects.create(carrier=company, at=time(hour), weekdays=127, notice=notice)
    minutes = [*range(0, 60 * 30, 30), *(n + 1 / 60 for n in range(0, 60 * 30, 90))]
    packages(*(("ABCD"[n % 4], 2 + n % 2, at / 60) for n, at in enumerate(minutes * 4)))

    rows = {row.carrier: row for row in backlog(NOON)}

    assert sorted(rows) == ["A", "B", "C", "D"]
    for carrier, row in rows.items():
        stored = StoredPackage.objects.filter(carrier=carrier)
        by_then = [stored.filter(due_by(NOON + timedelta(hours=hours))).count() for hours in (0, 4, 12)]
        counted = (row.late, row.late + row.red, row.late + row.red + row.amber)
        assert counted == tuple(by_then)
        assert row.to_pack + row.packed == stored.count() == row.later + counted[2]
        if row.pickup:
            assert row.to_pack_by == StoredPackage.objects.filter(due_by(row.pickup), status=2).count()


def test_many_companies_share_a_row() -> None:
    packages(*((f"Company {n:02}", 2, 1) for n in range(MOST + 3)))
    *own, rest = backlog(NOON)
    assert len(own) == MOST
    assert (rest.carrier, rest.to_pack) == ("", 3)


def test_it_counts_every_status_those_that_left_once_a_minute(settings: Settings) -> None:
    settings.KEEP_PACKAGES_DAYS = 0  # these are old
    packages(("UPS", 2, 1), ("Aras", 3, 2), ("UPS", 4, 3), ("Aras", 5, 4))
    StoredPackage.objects.create(number="x", placed_at=NOON, read_at=NOON)
    assert dict(refresh().states) == {2: 1, 3: 1, 4: 1, 5: 1, None: 1}
    StoredPackage.objects.filter(status__in=(3, 4)).update(status=6)
    assert dict(refresh().states) == {2: 1, 3: 0, 4: 1, 5: 1, None: 1}
    cache.delete(summaries.FINISHED_KEY)
    assert dict(refresh().states) == {2: 1, 3: 0, 5: 1, 6: 2, None: 1}


def test_all_share_it_for_a_moment(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = summary()
    with django_assert_num_queries(0):
        assert summary() == first
    assert refresh().made_at > first.made_at


def test_it_asks_as_often_for_many_as_for_few(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for hour in range(10, 20):
        CutOff.objects.create(carrier=f"Company {hour}", at=time(hour), weekdays=127)
    packages(*((f"Company {10 + n % 10}", 2 + n % 3, n) for n in range(200)))
    with django_assert_num_queries(9):
        refresh()


def test_the_beat_keeps_it_while_somebody_looks() -> None:
    tasks.refresh_overview()
    assert summaries.KEPT.get(summaries.KEY) is None
    summary()
    cache.delete(summaries.KEY)
    tasks.refresh_overview()
    assert summaries.KEPT.get(summaries.KEY)
