"""What the overview shows, in one: made by the beat while somebody looks at it, else on request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from packages_ui.models import StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.cached import Cached
from packages_ui.services.calls import Calls, last_hour
from packages_ui.services.mirror.stored import LIVE
from packages_ui.services.overview.backlog import Backlog, backlog, total
from packages_ui.services.overview.pace import Hour, Packer, hours, packed_since, packers

KEY, KEPT_SECONDS = "overview:summary", 20
FINISHED_KEY, FINISHED_SECONDS = "overview:finished", 60
LOOKED_KEY, LOOKED_SECONDS = "overview:looked", 300


States = tuple[tuple[int | None, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """As of `made_at`. `states`: how many packages of the copy are in each status; of finished ones up to
    FINISHED_SECONDS older. `packed_hour`: parcels of the last 60 minutes. `calls` is None while Redis is
    away."""

    made_at: datetime
    states: States
    backlog: tuple[Backlog, ...]
    packed_hour: int
    hours: tuple[Hour, ...]
    packers: tuple[Packer, ...]
    calls: Calls | None

    @property
    def packed_today(self) -> int:
        return sum(hour.packed for hour in self.hours)

    @property
    def printed_today(self) -> int:
        return sum(hour.printed for hour in self.hours)


KEPT: Cached[Summary] = Cached(Summary)
FINISHED: Cached[States] = Cached(tuple[tuple[int | None, int], ...])


def summary() -> Summary:
    """At most KEPT_SECONDS old."""
    cache.add(LOOKED_KEY, 1, LOOKED_SECONDS)
    return KEPT.get(KEY) or refresh()


def refresh() -> Summary:
    """Make it again, for everybody."""
    now = timezone.now()
    rows = backlog(now)
    made = Summary(
        made_at=now,
        states=_states(rows),
        backlog=rows,
        packed_hour=packed_since(now - timedelta(hours=1)),
        hours=hours(now),
        packers=packers(),
        calls=last_hour(),
    )
    KEPT.set(KEY, made, KEPT_SECONDS)
    return made


def is_watched() -> bool:
    """Whether anybody looked in the last minutes."""
    return bool(cache.get(LOOKED_KEY))


def _states(rows: Iterable[Backlog]) -> States:
    """What is here is counted already. To count a year of the others takes longer than all the rest."""
    here, finished = total(rows), FINISHED.get(FINISHED_KEY)
    if finished is None:
        counted = StoredPackage.objects.exclude(status__in=LIVE).order_by().values_list("status")
        finished = tuple(counted.annotate(count=Count("pk")))
        FINISHED.set(FINISHED_KEY, finished, FINISHED_SECONDS)
    live = ((PackageStatus.PREPARING, here.to_pack), (PackageStatus.READY_TO_SHIP, here.packed))
    return (*((int(status), count) for status, count in live), *finished)
