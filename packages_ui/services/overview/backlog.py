"""What is still here, by shipping company and urgency, and what of it has to go with the next pickups."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, When

from packages_ui.models import StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.cutoffs.schedule import AMBER, RED, Schedule, schedule
from packages_ui.services.mirror.stored import LIVE

MOST = 12  # companies with a row of their own: those with a pickup, then those with the most packages
MOST_PICKUPS = 8  # moments for which it is counted what has to be packed by then
OTHERS = ""  # companies without cut-off times
BY = "by_"
NONE = {"to_pack": 0, "packed": 0}


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
    by_then = {at: sum(row[_name(at)] for row in found) for at in moments}
    rows = [_row(row, pickups.get(row["carrier"]), by_then) for row in found]
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
    """Each package is put between two of the moments at which its company's packages had to be ordered: that
    costs a fraction of asking for every moment whether it is due by then."""
    pickups = schedule()
    wanted = {"late": now, "within_red": now + RED, "within_amber": now + AMBER}
    wanted |= {_name(at): at for at in moments}
    others = _Ordered(pickups, OTHERS, wanted)
    own = {carrier: _Ordered(pickups, carrier, wanted) for carrier in pickups.rules}
    place = Case(*(When(carrier=name, then=one.place()) for name, one in own.items()), default=others.place())
    rows = StoredPackage.objects.filter(status__in=LIVE).order_by().values_list("carrier", "status", place)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for carrier, status, at, count in rows.annotate(count=Count("*")):
        names = own.get(carrier, others).names(at)
        found[carrier].update(dict.fromkeys(_of_status(status, names), count))
    return [{"carrier": carrier, **dict.fromkeys(wanted, 0), **NONE, **one} for carrier, one in found.items()]


def _of_status(status: int, names: Iterable[str]) -> Iterator[str]:
    """What has to be packed by a pickup is not packed yet."""
    is_packed = status == PackageStatus.READY_TO_SHIP
    yield "packed" if is_packed else "to_pack"
    yield from (name for name in names if not (is_packed and name.startswith(BY)))


class _Ordered:
    """Of one company: what is due by each of the `wanted` moments was ordered by one of `moments`."""

    def __init__(self, pickups: Schedule, carrier: str, wanted: Mapping[str, datetime]) -> None:
        self.by = {name: pickups.ordered_by(carrier, at) for name, at in wanted.items()}
        self.moments = sorted(set(self.by.values()))

    def place(self) -> Case:
        """The first of `moments` by which a package was ordered, counted from 0; after them all their
        number."""
        whens = (When(placed_at__lte=at, then=place) for place, at in enumerate(self.moments))
        return Case(*whens, default=len(self.moments), output_field=IntegerField())

    def names(self, place: int) -> list[str]:
        """What is due of a package there."""
        first = self.moments[place:]
        return [name for name, at in self.by.items() if first and at >= first[0]]


def _name(at: datetime) -> str:
    return f"{BY}{at.timestamp():.0f}"


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
