"""Who packs where: the package that is open at a station, those that are set aside, and whose they are."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import packing as messages
from packages_ui.messages.message import Message
from packages_ui.models import Packing, Station
from packages_ui.services.packing.stopped import stop_of_packing
from packages_ui.services.printing.stations import fill, is_read, with_printers

State = Packing.State
TAKES_OVER = "take_over_packing"
MOST_BEGUN = 9  # number keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A packer at a station. `rights` are the permissions of packages_ui that matter here. Of the station
    maybe only the id is known until a scan has read it."""

    user_id: int
    station: Station
    rights: frozenset[str] = field(default=frozenset())

    @property
    def leads(self) -> bool:
        """Whether its packer may take over what others have open."""
        return TAKES_OVER in self.rights


class StationGone(Exception):
    """The station was deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """One scan or key press. `texts`: as the keyboard's layout gave it, then as the keys themselves say;
    then both with a preceding character that may belong to it.

    `key` is unique and made by the page; `clock` is its clock in ms. `kind` is empty for a scan, `command`
    for a key, `package` where one of several was chosen, `reprint` for a reason.
    """

    key: str
    texts: tuple[str, ...]
    clock: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """What is open at a station, as it was just read or written."""

    packing: Packing | None


def know_station(desk: Desk, read: Station | None = None) -> None:
    """Read the station, unless it is known; `read`: it was read with something else. Raises StationGone."""
    if is_read(desk.station):
        return
    if (found := read or with_printers(pk=desk.station.pk)) is None:
        raise StationGone
    fill(desk.station, found)


def current(desk: Desk) -> Packing | None:
    """The package that this packer has open at this station."""
    return next(iter(CURRENT.objects(user_id=desk.user_id, station_id=desk.station.pk)), None)


def current_locked(desk: Desk) -> Packing | None:
    """The same, locked for writing: within a transaction."""
    return next(iter(LOCKED.objects(user_id=desk.user_id, station_id=desk.station.pk)), None)


def open_at(*, user_id: int, station_id: int) -> QuerySet[Packing]:
    """One at most."""
    return Packing.objects.filter(user=user_id, station=station_id, state=State.OPEN).order_by()


CURRENT = Compiled(
    lambda **at: open_at(**at).select_related("batch__printer").annotate(stop_json=stop_of_packing())
)
LOCKED = Compiled(lambda **at: open_at(**at).select_for_update())


def lock_with_current(packing: Packing, desk: Desk) -> None:
    """Lock it and what is open here, in the order of their ids: another station may want both in reverse."""
    here = Q(user=desk.user_id, station=desk.station, state=State.OPEN)
    rows = Packing.objects.filter(Q(pk=packing.pk) | here).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def parked() -> QuerySet[Packing]:
    """What anybody may continue, the longest set aside first."""
    rows = Packing.objects.filter(state=State.PARKED).select_related("user", "station")
    return rows.order_by("touched_at")


def begun(*, user_id: int, station_id: int, idle_since: datetime | None) -> QuerySet[Packing]:
    """What this packer may continue: first what is set aside, then their own at other stations, then what
    others have left idle, the longest first. A lead may take over all that others have open: `idle_since` is
    None."""
    here = Q(state=State.OPEN, user=user_id, station=station_id)
    rows = Packing.objects.filter(state__in=Packing.LIVE).exclude(here)
    if idle_since:
        rows = rows.filter(Q(state=State.PARKED) | Q(user=user_id) | Q(touched_at__lt=idle_since))
    return rows.order_by(place_of(user_id), "touched_at", "pk")


def place_of(user_id: int) -> Case:
    """By which what this packer may continue is ordered first."""
    parked, mine = Q(state=State.PARKED), Q(user=user_id)
    return Case(
        When(parked & mine, then=0),
        When(parked, then=1),
        When(mine, then=2),
        default=3,
        output_field=IntegerField(),
    )


def packed_today() -> QuerySet[Packing]:
    """All packages packed since midnight."""
    return Packing.objects.filter(state=State.PACKED, packed_at__gte=midnight())


def midnight() -> datetime:
    """When today began, in the local time zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def is_idle(packing: Packing) -> bool:
    """Whether its packer has left it for so long that anybody may continue it."""
    return packing.touched_at < idle_since()


def idle_since() -> datetime:
    """A package last touched before this moment is idle."""
    return timezone.now() - timedelta(minutes=settings.PACK_IDLE_MINUTES)


def park(packing: Packing) -> bool:
    """open → parked. Anybody may continue it."""
    rows = Packing.objects.filter(pk=packing.pk, state=State.OPEN)
    return bool(rows.update(state=State.PARKED, touched_at=timezone.now()))


def give_to(packing: Packing, desk: Desk) -> bool:
    """open or parked → open at this station, unless it was touched meanwhile."""
    rows = Packing.objects.filter(pk=packing.pk, state=packing.state, touched_at=packing.touched_at)
    now = timezone.now()
    return bool(rows.update(state=State.OPEN, user=desk.user_id, station=desk.station, touched_at=now))


def owner_of(packing: Packing) -> Message:
    """`Package 7 is open: ayse, Desk 2, last scan 10:32.`"""
    who = packing.user.get_username() if packing.user else messages.SOMEBODY()
    at = timezone.localtime(packing.touched_at).strftime("%H:%M")
    if packing.station is None:
        return messages.OPEN_ELSEWHERE(number=packing.package_number, who=who, at=at)
    station = packing.station.name
    return messages.OPEN_ELSEWHERE_AT(number=packing.package_number, who=who, station=station, at=at)
