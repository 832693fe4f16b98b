"""How quickly labels are printed and parcels packed, and whether that is enough for the next pickup."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    IntegerField,
    Max,
    Min,
    QuerySet,
    When,
)
from django.db.models.functions import Cast, ExtractHour, TruncDate
from django.utils import timezone

from packages_ui.messages import overview as words
from packages_ui.messages.message import Message
from packages_ui.models import Packing, PrintJob, Scan
from packages_ui.services.packing.desk import midnight, packed_today
from packages_ui.services.packing.results import ScanOutcome

HOUR = timedelta(hours=1)
DAYS = 7  # before today, that are called usual
SHORTEST = timedelta(minutes=15)  # of work, for a speed that says anything
MOST_PACKERS = 60
PRINTED = (PrintJob.State.SENT, PrintJob.State.PRINTED)  # not every printer confirms
MISTAKES = (
    ScanOutcome.WRONG,
    ScanOutcome.TOO_MANY,
    ScanOutcome.OTHER_PACKAGE,
    ScanOutcome.UNKNOWN,
    ScanOutcome.WRONG_BOX,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """From `hour` o'clock on: labels and parcels today, and on a usual day (rounded)."""

    hour: int
    printed: int = 0
    packed: int = 0
    printed_usually: int = 0
    packed_usually: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Packer:
    """What one person packed today. `an_hour` is None while too little time has passed; `mistakes` are scans
    that stopped the desk: wrong, unknown, one too many, the wrong box."""

    user_id: int | None
    name: str
    packed: int
    an_hour: int | None
    mistakes: int


def packed_since(moment: datetime) -> int:
    return Packing.objects.filter(state=Packing.State.PACKED, packed_at__gte=moment).count()


def forecast(*, left: int, an_hour: int, until: datetime, now: datetime) -> Message:
    """Whether what is left will be packed in time at that speed, in words."""
    if not left:
        return words.NOTHING_LEFT()
    if not an_hour:
        return words.NOBODY_PACKS(count=left)
    done = now + HOUR * left / an_hour
    if done <= until:
        return words.IN_TIME(count=left, speed=an_hour, time=f"{timezone.localtime(done):%H:%M}")
    short = max(left - int(an_hour * ((until - now) / HOUR)), 1)
    return words.TOO_SLOW(count=left, speed=an_hour, short=short)


def hours(now: datetime) -> tuple[Hour, ...]:
    """Each hour in which anything happened, and those between; two statements."""
    printed = _by_hour(PrintJob.objects.filter(state__in=PRINTED), "sent_at", now)
    packed = _by_hour(Packing.objects.filter(state=Packing.State.PACKED), "packed_at", now)
    busy = {hour for found in (*printed, *packed) for hour in found}
    if not busy:
        return ()
    return tuple(
        Hour(
            hour=hour,
            printed=printed[0].get(hour, 0),
            packed=packed[0].get(hour, 0),
            printed_usually=printed[1].get(hour, 0),
            packed_usually=packed[1].get(hour, 0),
        )
        for hour in range(min(busy), max(busy) + 1)
    )


def _by_hour(rows: QuerySet[Any], field: str, now: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Today, and usually: over the days before on which there was any."""
    today = midnight()
    is_today = Case(When(**{f"{field}__gte": today}, then=1), default=0, output_field=IntegerField())
    recent = rows.filter(**{f"{field}__gte": today - timedelta(days=DAYS), f"{field}__lte": now})
    counted = (
        recent.order_by()
        .values(today=is_today, hour=ExtractHour(field))
        .annotate(count=Count("pk"), days=Count(TruncDate(field), distinct=True))
    )
    found = list(counted)
    days = max((row["days"] for row in found if not row["today"]), default=1)
    return (
        {row["hour"]: row["count"] for row in found if row["today"]},
        {row["hour"]: round(row["count"] / days) for row in found if not row["today"]},
    )


def packers() -> tuple[Packer, ...]:
    """Who packed today, the most first; two statements."""
    counted = packed_today().order_by().values("user", "user__username")
    counted = counted.annotate(count=Count("pk"), first=Min("opened_at"), last=Max("packed_at"))
    rows = list(counted.order_by("-count", "user__username")[:MOST_PACKERS])
    scans = Scan.objects.filter(at__gte=midnight(), outcome__in=MISTAKES).order_by()
    # by the person's index SQLite would walk through all scans of a year
    who = Cast("user_id", BigIntegerField())
    mistakes = dict(scans.values_list(who).annotate(count=Count("pk")))
    return tuple(
        Packer(
            user_id=row["user"],
            name=row["user__username"] or "",
            packed=row["count"],
            an_hour=_an_hour(row["count"], row["last"] - max(row["first"], midnight())),
            mistakes=mistakes.get(row["user"], 0),
        )
        for row in rows
    )


def _an_hour(count: int, worked: timedelta) -> int | None:
    return round(count / (worked / HOUR)) if worked >= SHORTEST else None
