"""Which pickup an order has to make, and what is late."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from pytest_django import Settings

from packages_ui.models import CutOff, Holiday
from packages_ui.services.cutoffs.schedule import Rule, Schedule, Urgency, schedule

ISTANBUL = ZoneInfo("Europe/Istanbul")
WORKING, SATURDAY = 31, 32
ARAS = (Rule(time(11), WORKING, 60), Rule(time(17), WORKING, 60), Rule(time(12), SATURDAY, 60))
SOME = Schedule(rules={"Aras": ARAS}, holidays=frozenset([date(2026, 5, 19)]))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In May 2026: the 18th is a Monday, the 19th a holiday."""
    return datetime(2026, 5, day, hour, minute, tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("placed", "due"),
    [
        (at(18, 9), at(18, 11)),
        (at(18, 10), at(18, 11)),
        (at(18, 10, 1), at(18, 17)),
        (at(18, 16, 1), at(20, 11)),  # the day between is a holiday
        (at(22, 18), at(23, 12)),
        (at(23, 13), at(25, 11)),  # nobody comes on Sundays
    ],
)
def test_an_order_goes_with_the_first_pickup_that_leaves_time(placed: datetime, due: datetime) -> None:
    assert SOME.due("Aras", placed) == due
    assert SOME.ordered_by("Aras", due) >= placed
    assert SOME.ordered_by("Aras", due - timedelta(minutes=1)) < placed


def test_another_company_has_hours(settings: Settings) -> None:
    settings.LATE_AFTER_HOURS = 30
    assert SOME.due("Yurtiçi", at(18, 9)) == at(19, 15)
    assert SOME.ordered_by("Yurtiçi", at(19, 15)) == at(18, 9)
    assert SOME.pickup_after("Yurtiçi", at(18, 9)) is None


def test_it_knows_the_next_pickup() -> None:
    assert SOME.pickup_after("Aras", at(18, 11)) == at(18, 17)
    assert SOME.pickup_after("Aras", at(18, 17)) == at(20, 11)


@pytest.mark.parametrize(
    ("now", "urgency"),
    [
        (at(18, 17), Urgency.LATE),
        (at(18, 13), Urgency.RED),
        (at(18, 12, 59), Urgency.AMBER),
        (at(18, 5), Urgency.AMBER),
        (at(18, 4, 59), Urgency.NONE),
    ],
)
def test_it_is_urgent_by_the_hours_that_are_left(now: datetime, urgency: Urgency) -> None:
    rules = Schedule(rules={"Aras": (Rule(time(17), WORKING, 0),)})
    assert rules.urgency("Aras", at(15, 18), now) == (urgency, at(18, 17))


def test_a_longer_notice_hides_no_shorter_one() -> None:
    """At 17:00 of the pickup at 16:00 and the one at 17:00, whose notice is a day."""
    rules = Schedule(rules={"Aras": (Rule(time(16), 127, 30), Rule(time(17), 127, 24 * 60))})
    assert rules.due("Aras", at(18, 15)) == at(18, 16)
    assert rules.ordered_by("Aras", at(18, 17)) == at(18, 15, 30)


def test_it_keeps_the_clock_of_the_warehouse(settings: Settings) -> None:
    """Where clocks are set forward on the 29th of March."""
    settings.TIME_ZONE = "Europe/Berlin"
    rules = Schedule(rules={"DHL": (Rule(time(17), 127, 0),)})
    before, after = (rules.due("DHL", datetime(2026, 3, day, 12, tzinfo=UTC)) for day in (28, 29))
    assert (before.astimezone(UTC).hour, after.astimezone(UTC).hour) == (16, 15)


@pytest.mark.django_db
def test_it_reads_what_was_saved() -> None:
    cache.clear()
    CutOff.objects.create(carrier="Aras", at=time(17), weekdays=1)
    today = datetime.now(ISTANBUL).date()
    Holiday.objects.create(day=today)
    rules = {"Aras": (Rule(time(17), 1, 60),)}
    assert schedule() == Schedule(rules=rules, holidays=frozenset([today]))
