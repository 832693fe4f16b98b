"""Status changes to be sent to Seller Center (PKG103), those that wait, and what a person decides about them:
send again, or withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import packages as words
from packages_ui.messages.message import Message, Param, Template
from packages_ui.models import Act, Handover, Packing, Station, StatusChange
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.audit import name_of
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packages.rows import status_name

State = StatusChange.State
LIVE = (*StatusChange.WAITING, State.CONFLICT)
MOST = 200  # rows of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A status change as a page shows it: requested at `since`, tried next at `due_at`."""

    id: int
    package_number: str
    status: Message
    since: datetime
    due_at: datetime
    is_sending: bool
    attempts: int
    sentence: Message
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
    """The package is to get the status (3 or 4); a change that is already wanted is kept instead. Wake the
    sender on commit. `items` are what was packed; empty where that does not matter."""
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
    return _shown(WAITING, station)


def conflicts(*, station: Station | None = None) -> list[Change]:
    """What a person has to decide, oldest first, as above; at most MOST."""
    return _shown(CONFLICTS, station)


def counts() -> Counts:
    """Both counts by one query."""
    found = StatusChange.objects.filter(state__in=LIVE).aggregate(
        waiting=Count("pk", filter=Q(state__in=StatusChange.WAITING)),
        conflicts=Count("pk", filter=Q(state=State.CONFLICT)),
    )
    return Counts(**found)


def _shown(changes: Compiled, station: Station | None) -> list[Change]:
    of = {"packing__station": station.pk} if station else {}
    return [_change(row) for row in changes.objects(**of)]


def _oldest(*states: str, **of: int) -> QuerySet[StatusChange]:
    changes = StatusChange.objects.filter(state__in=states, **of)
    return changes.select_related("user").order_by("wanted_at", "id")[:MOST]


WAITING = Compiled(partial(_oldest, *StatusChange.WAITING))
CONFLICTS = Compiled(partial(_oldest, State.CONFLICT))


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


def again(*, change_id: int, user_id: int) -> StatusChange:
    """Send a conflict once more, at once: wake the sender. Raises NotAllowed; DoesNotExist."""
    change = StatusChange.objects.get(pk=change_id)
    conflict = StatusChange.objects.filter(pk=change_id, state=State.CONFLICT)
    with transaction.atomic():
        moved = conflict.update(state=State.WANTED, due_at=timezone.now(), attempts=0, sentence="")
        _note(change, moved, user_id, words.CHANGE_SENT_AGAIN)
    return change


def withdraw(*, change_id: int, user_id: int) -> StatusChange:
    """Do not send it; the package stays as it is. Raises NotAllowed; DoesNotExist."""
    change = StatusChange.objects.get(pk=change_id)
    open_ = StatusChange.objects.filter(pk=change_id, state__in=(State.CONFLICT, State.WANTED))
    with transaction.atomic():
        moved = open_.update(state=State.WITHDRAWN)
        _note(change, moved, user_id, words.CHANGE_WITHDRAWN)
    return change


def _note(change: StatusChange, moved: int, user_id: int, sentence: Template) -> None:
    about: dict[str, Param] = {"number": change.package_number, "status": status_name(change.status)}
    if not moved:
        raise NotAllowed(words.CHANGE_MOVED_ON(**about))
    ready = change.status == PackageStatus.READY_TO_SHIP
    Act.objects.create(
        package_number=change.package_number,
        verb=Act.Verb.PACK if ready else Act.Verb.HAND_OVER,
        outcome=Act.Outcome.DONE,
        user_id=user_id,
        before={"change": change.state},
        sentence=sentence(**about),
    )
    change.refresh_from_db()
