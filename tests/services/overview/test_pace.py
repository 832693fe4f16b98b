"""How quickly it goes, and whether that is enough."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.models import Packing, PrintJob, Scan
from packages_ui.services.overview.pace import forecast, hours, packed_since, packers
from packages_ui.services.packing.desk import midnight
from tests.services.batch_makers import batch_of, move, person

NOON = datetime(2026, 5, 18, 12, tzinfo=ZoneInfo("Europe/Istanbul"))


def packed(at: datetime, who: str = "ayse", *, opened: datetime | None = None) -> None:
    Packing.objects.create(
        package_number=str(Packing.objects.count()),
        user=person(who),
        state="packed",
        opened_at=opened or at,
        touched_at=at,
        packed_at=at,
    )


@pytest.mark.parametrize(
    ("left", "an_hour", "sentence"),
    [
        (0, 0, "Nothing left to pack for it"),
        (1, 0, "Nothing was packed in the last hour; 1 package is left"),
        (60, 30, "In time: 60 packages left at 30 an hour, done about 14:00"),
        (61, 30, "Too slow: 61 packages left at 30 an hour, 1 will miss it"),
        (90, 30, "Too slow: 90 packages left at 30 an hour, 30 will miss it"),
    ],
)
def test_it_says_whether_it_will_make_the_pickup(left: int, an_hour: int, sentence: str) -> None:
    said = forecast(left=left, an_hour=an_hour, until=NOON + timedelta(hours=2), now=NOON)
    assert str(said) == sentence


@pytest.mark.django_db
def test_it_counts_today_beside_the_days_with_work() -> None:
    """Two days of work of the last seven: four parcels at nine on one and two on the other."""
    today = midnight()
    for days, count in ((0, 1), (1, 4), (3, 2), (9, 50)):
        for minute in range(count):
            packed(today - timedelta(days=days) + timedelta(hours=9, minutes=minute))
    batch = batch_of("1", "2", "3")
    move(batch, PrintJob.State.PRINTED, 1, 2, sent_at=today + timedelta(hours=11))
    move(batch, PrintJob.State.FAILED, 3, sent_at=today + timedelta(hours=11))

    found = hours(today + timedelta(hours=12))

    assert [(one.hour, one.packed, one.packed_usually, one.printed) for one in found] == [
        (9, 1, 3, 0),
        (10, 0, 0, 0),
        (11, 0, 0, 2),
    ]


@pytest.mark.django_db
def test_it_counts_what_was_packed_lately() -> None:
    now = timezone.now()
    packed(now - timedelta(minutes=59))
    packed(now - timedelta(minutes=61))
    assert packed_since(now - timedelta(hours=1)) == 1


@pytest.mark.django_db
def test_it_puts_mistakes_beside_speed() -> None:
    """Thirty parcels in half an hour; a scan that nobody made today is not counted."""
    start = midnight() + timedelta(minutes=1)
    for minute in range(31):
        packed(start + timedelta(minutes=minute))
    packed(start, "can")
    for key, (outcome, at) in enumerate(
        (("wrong", start), ("counted", start), ("wrong", start - timedelta(1)))
    ):
        Scan.objects.create(key=str(key), text="1", user=person("ayse"), at=at, outcome=outcome)

    found = [(one.name, one.packed, one.an_hour, one.mistakes) for one in packers()]

    assert found == [("ayse", 31, 62, 1), ("can", 1, None, 0)]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what there is")
def test_it_walks_through_no_history_of_scans() -> None:
    with CaptureQueriesContext(connection) as statements:
        packers()
    scans = next(one["sql"] for one in statements if 'FROM "packages_ui_scan"' in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {scans}")
        assert any("(at>?)" in row[3] for row in cursor.fetchall())


@pytest.mark.django_db
def test_an_empty_day_has_no_hours() -> None:
    assert hours(timezone.now()) == ()
    assert packers() == ()
