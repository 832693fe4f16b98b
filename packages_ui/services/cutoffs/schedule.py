"""Pickups of shipping companies: when the next one is, which one an order has to make, what is late.

Where a company has no cut-off times, a package is due LATE_AFTER_HOURS after it was ordered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from packages_ui.models import CutOff, Holiday
from packages_ui.services.cached import Cached

KEY, KEPT_SECONDS = "cut-offs", 60
MOST_DAYS = 60  # without a pickup; longer than any row of holidays
RED, AMBER = timedelta(hours=4), timedelta(hours=12)


class Urgency(StrEnum):
    """How soon a package is due: `red` within four hours, `amber` within twelve."""

    LATE = "late"
    RED = "red"
    AMBER = "amber"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pickup of a company, as models.CutOff has it."""

    at: time
    weekdays: int
    notice: int

    def on(self, day: date) -> datetime | None:
        """The moment of that day's pickup."""
        if not self.weekdays >> day.weekday() & 1:
            return None
        return datetime.combine(day, self.at, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """`rules` by the name of the company, and the days on which nobody comes."""

    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()

    def pickup_after(self, carrier: str, moment: datetime) -> datetime | None:
        """The first that is later; None where there is none in MOST_DAYS."""
        found = (at for at, _ in self._forward(carrier, _day(moment)) if at > moment)
        return next(found, None)

    def due(self, carrier: str, placed_at: datetime) -> datetime:
        """When a package that was ordered then has to be ready."""
        if carrier not in self.rules:
            return placed_at + _default()
        pickups = self._forward(carrier, _day(placed_at))
        found = (at for at, notice in pickups if at - notice >= placed_at)
        return next(found, None) or placed_at + _default()

    def ordered_by(self, carrier: str, due_by: datetime) -> datetime:
        """Whatever was ordered until then is due by `due_by`."""
        if carrier not in self.rules:
            return due_by - _default()
        passed = [at - notice for at, notice in self._back(carrier, _day(due_by)) if at <= due_by]
        return max(passed, default=due_by - timedelta(days=MOST_DAYS))

    def urgency(self, carrier: str, placed_at: datetime, now: datetime) -> tuple[Urgency, datetime]:
        """Of a package that is still here, and when it is due."""
        due = self.due(carrier, placed_at)
        if due <= now:
            return Urgency.LATE, due
        left = due - now
        return (Urgency.RED if left <= RED else Urgency.AMBER if left <= AMBER else Urgency.NONE), due

    def _forward(self, carrier: str, first: date) -> Iterator[tuple[datetime, timedelta]]:
        """Pickups from that day on, with their notice, in order."""
        return (each for n in range(MOST_DAYS) for each in self._of(carrier, first + timedelta(days=n)))

    def _back(self, carrier: str, last: date) -> Iterator[tuple[datetime, timedelta]]:
        """Those of the last two days that have one: a later pickup with a longer notice may take less."""
        days = (self._of(carrier, last - timedelta(days=n)) for n in range(MOST_DAYS))
        found = (day for day in days if day)
        return (each for _, day in zip(range(3), found, strict=False) for each in day)

    def _of(self, carrier: str, day: date) -> list[tuple[datetime, timedelta]]:
        if day in self.holidays:
            return []
        rules = self.rules.get(carrier, ())
        return sorted((at, timedelta(minutes=rule.notice)) for rule in rules if (at := rule.on(day)))


KEPT: Cached[Schedule] = Cached(Schedule)


def schedule() -> Schedule:
    """As it was saved last; cached for all."""
    kept = KEPT.get(KEY)
    if kept is None:
        kept = _read()
        KEPT.set(KEY, kept, KEPT_SECONDS)
    return kept


def forget() -> None:
    """It has changed: everybody reads it again."""
    cache.delete(KEY)


def _read() -> Schedule:
    rules: dict[str, tuple[Rule, ...]] = {}
    for one in CutOff.objects.all():
        rule = Rule(one.at, one.weekdays, one.notice)
        rules[one.carrier] = (*rules.get(one.carrier, ()), rule)
    if not rules:  # then no day matters
        return Schedule()
    days = Holiday.objects.filter(day__gte=timezone.localdate() - timedelta(days=2 * MOST_DAYS))
    return Schedule(rules=rules, holidays=frozenset(days.values_list("day", flat=True)))


def _day(moment: datetime) -> date:
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def _default() -> timedelta:
    return timedelta(hours=settings.LATE_AFTER_HOURS)
