"""Packages in progress that are not open at a desk, as its page shows them: a part of another statement."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from backoffice.compiled import SEPARATOR, Compiled, Joined, Value, counted, moment_of
from packages_ui.models import Packing, PackingUnit
from packages_ui.services.packing.desk import MOST_BEGUN, Desk, begun, idle_since, place_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A package in progress: set aside, or open at another station."""

    number: str
    done: int
    total: int
    who: str
    where: str
    since: str
    is_parked: bool
    may_open: bool


def left_of(desk: Desk, text: str | None = None) -> tuple[Left, ...]:
    """In the order of `begun`. `text`: what `left_in` selected, None where that is still to be read."""
    if text is None:
        here: dict[str, Value] = {"user_id": desk.user_id, "station_id": desk.station.pk}
        rows = LEFT.rows(**here) if desk.leads else LEFT.rows(**here, idle_since=idle_since())
        text = rows[0][0]
    found = [json.loads(part) for part in text.split(SEPARATOR)] if text else []
    for row in found:
        row["touched_at"] = moment_of(row["touched_at"])
    found.sort(key=lambda row: (row["place"], row["touched_at"], row["id"]))
    return tuple(_in_progress(desk, row) for row in found)


def left_in(*, user_id: int, station_id: int, idle_since: datetime | None = None) -> QuerySet[Packing, Any]:
    """All in one text, for a statement about something else. `idle_since` is None for a lead."""
    shown = begun(user_id=user_id, station_id=station_id, idle_since=idle_since).values("pk")[:MOST_BEGUN]
    rows = Packing.objects.filter(pk__in=shown).order_by()
    return rows.values_list(Joined(Cast(_fields(user_id), TextField())))


def _fields(user_id: int) -> JSONObject:
    units = PackingUnit.objects.filter(packing=OuterRef("pk"))
    return JSONObject(
        **{name: name for name in ("id", "package_number", "state", "user_id", "touched_at")},
        who="user__username",
        where="station__name",
        done=Subquery(counted(units.filter(done_at__isnull=False))),
        total=Subquery(counted(units)),
        place=place_of(user_id),
    )


LEFT = Compiled(left_in)


def _in_progress(desk: Desk, row: dict[str, Any]) -> Left:
    is_parked, touched = row["state"] == Packing.State.PARKED, row["touched_at"]
    return Left(
        number=row["package_number"],
        done=row["done"],
        total=row["total"],
        who=row["who"] or "",
        where=row["where"] or "",
        since=timezone.localtime(touched).strftime("%H:%M"),
        is_parked=is_parked,
        may_open=is_parked or row["user_id"] == desk.user_id or touched < idle_since(),
    )
