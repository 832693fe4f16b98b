"""Status changes that are wanted of Seller Center (PKG103), and those that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from packages_ui.models import Handover, Packing, Station, StatusChange
from packages_ui.services.people import name_of
from packages_ui.services.rows import status_name

State = StatusChange.State
LIVE = (*StatusChange.WAITING, State.CONFLICT)
MOST = 200  # rows of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A status change as a page shows it. `since` is when it was wanted, `due_at` when it is tried next."""

    id: int
    package_number: str
    status: str
    since: datetime
    due_at: datetime
    is_sending: bool
    attempts: int
    sentence: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many status changes wait for Seller Center, and how many are in conflict."""

    waiting: int
    conflicts: int


def want(
    *,
    package_number: str,
    status: int,
    user_id: int,
    items: Sequence[str] = (),
    waybill_number: str = "",
    tracking_number: str = "",
    shipment_date: datetime | None = None,
    packing: Packing | None = None,
    handover: Handover | None = None,
) -> None:
    """The package is to get the status (3 or 4). While one is wanted already, that one. Wake the sender
    afterwards, on commit. `items` are what was packed; empty where that does not matter."""
    now = timezone.now()
    wanted = StatusChange(
        package_number=package_number,
        status=status,
        user_id=user_id,
        items=list(items),
        waybill_number=waybill_number,
        tracking_number=tracking_number,
        shipment_date=shipment_date,
        packing=packing,
        handover=handover,
        wanted_at=now,
        due_at=now,
    )
    StatusChange.objects.bulk_create([wanted], ignore_conflicts=True)


def waiting(*, station: Station | None = None) -> list[Change]:
    """What waits for Seller Center, longest first, at most MOST; of all, or of what `station` packed."""
    return _shown(StatusChange.objects.filter(state__in=StatusChange.WAITING), station)


def conflicts(*, station: Station | None = None) -> list[Change]:
    """What a person has to decide, oldest first, as above; at most MOST."""
    return _shown(StatusChange.objects.filter(state=State.CONFLICT), station)


def counts() -> Counts:
    """Both counts by one query."""
    found = StatusChange.objects.filter(state__in=LIVE).aggregate(
        waiting=Count("pk", filter=Q(state__in=StatusChange.WAITING)),
        conflicts=Count("pk", filter=Q(state=State.CONFLICT)),
    )
    return Counts(**found)


def _shown(changes: QuerySet[StatusChange], station: Station | None) -> list[Change]:
    changes = changes.filter(packing__station=station) if station else changes
    rows = changes.select_related("user").order_by("wanted_at", "id")[:MOST]
    return [_change(row) for row in rows]


def _change(row: StatusChange) -> Change:
    return Change(
        id=row.pk,
        package_number=row.package_number,
        status=status_name(row.status),
        since=row.wanted_at,
        due_at=row.due_at,
        is_sending=row.state == State.SENDING,
        attempts=row.attempts,
        sentence=row.sentence,
        who=name_of(row.user),
    )
