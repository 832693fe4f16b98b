"""What is still here, by shipping company and urgency, and what of it has to go with the next pickups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from packages_ui.models import StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.cutoffs.schedule import AMBER, RED, schedule
from packages_ui.services.mirror.find import due_by
from packages_ui.services.mirror.stored import LIVE

MOST = 12  # companies with a row of their own: those with a pickup, then those with the most packages
MOST_PICKUPS = 8  # moments for which it is counted what has to be packed by then
TO_PACK, PACKED = Q(status=PackageStatus.PREPARING), Q(status=PackageStatus.READY_TO_SHIP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Packages of one shipping company, all companies, or those without a row: in Preparing (`to_pack`) and
    Ready to Ship (`packed`); the same again by urgency, each in one of the four. `pickup` is its next one,
    `to_pack_by` how many have to be packed until then, those of other companies that are due by then too
    included: the same hands pack them. None where nothing is counted for that moment."""

    carrier: str
    to_pack: int = 0
    packed: int = 0
    late: int = 0
    red: int = 0
    amber: int = 0
    later: int = 0
    pickup: datetime | None = None
    to_pack_by: int | None = None


COUNTED = ("to_pack", "packed", "late", "red", "amber", "later")


def backlog(now: datetime) -> tuple[Backlog, ...]:
    """A row for each company, the next pickup first; then all others together. By one statement."""
    pickups = _next_pickups(now)
    moments = sorted(set(pickups.values()))[:MOST_PICKUPS]
    found = list(_counted(now, moments))
    by_then = {at: sum(one[_name(at)] for one in found) for at in moments}
    rows = [_row(one, pickups.get(one["carrier"]), by_then) for one in found]
    rows.sort(key=lambda row: (row.pickup is None, -row.to_pack - row.packed))
    own, rest = rows[:MOST], rows[MOST:]
    own.sort(key=lambda row: (row.pickup is None, row.pickup or now, row.carrier))
    return (*own, total(rest)) if rest else tuple(own)


def total(rows: Iterable[Backlog]) -> Backlog:
    """Of all of them; `carrier` is empty."""
    rows = tuple(rows)
    return Backlog(carrier="", **{name: sum(getattr(row, name) for row in rows) for name in COUNTED})


def _next_pickups(now: datetime) -> dict[str, datetime]:
    pickups = schedule()
    found = {carrier: pickups.pickup_after(carrier, now) for carrier in pickups.rules}
    return {carrier: at for carrier, at in found.items() if at}


def _counted(now: datetime, moments: list[datetime]) -> Iterable[Mapping[str, Any]]:
    late, red, amber = (due_by(moment) for moment in (now, now + RED, now + AMBER))
    by_then = {_name(at): Count("pk", filter=TO_PACK & due_by(at)) for at in moments}
    found = StoredPackage.objects.filter(status__in=LIVE).order_by().values("carrier")
    return found.annotate(
        to_pack=Count("pk", filter=TO_PACK),
        packed=Count("pk", filter=PACKED),
        late=Count("pk", filter=late),
        within_red=Count("pk", filter=red),
        within_amber=Count("pk", filter=amber),
        **by_then,
    )


def _name(at: datetime) -> str:
    return f"by_{at.timestamp():.0f}"


def _row(found: Mapping[str, Any], pickup: datetime | None, by_then: Mapping[datetime, int]) -> Backlog:
    late, red, amber = found["late"], found["within_red"], found["within_amber"]
    return Backlog(
        carrier=found["carrier"],
        to_pack=found["to_pack"],
        packed=found["packed"],
        late=late,
        red=red - late,
        amber=amber - red,
        later=found["to_pack"] + found["packed"] - amber,
        pickup=pickup,
        to_pack_by=by_then.get(pickup) if pickup else None,
    )
