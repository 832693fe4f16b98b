"""The open package is stopped, by a hold or by its customer: nothing counts, and it can be set aside."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject

from packages_ui.messages import marks as messages
from packages_ui.messages.message import Message
from packages_ui.models import PackageStop, Packing
from packages_ui.services.marks.stops import said, what_to_do
from packages_ui.services.packing.results import ScanOutcome, ScanResult

KEPT = "kept_stop"
ALLOWED = ("PARK", "UNDO", "OK", "MISSING")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """As a statement gives it: see PackageStop."""

    kind: str
    who: str | None
    because: str


@dataclass(frozen=True, slots=True)
class StopSeen:
    """What a desk shows."""

    sentence: Message
    next: Message


def stop_in(number: Expression | OuterRef | Subquery) -> QuerySet[PackageStop, Any]:
    """The first stop of a package as JSON, for a statement about something else: a cancellation first."""
    told = Cast(JSONObject(kind="kind", who="by__username", because="because"), TextField())
    return PackageStop.objects.filter(number=number).order_by("kind", "id").values(told=told)[:1]


def keep_stop(packing: Packing, stop: Stop | None) -> None:
    """Cache it on the packing, as just read."""
    vars(packing)[KEPT] = stop


def stop_at(packing: Packing) -> Stop | None:
    """Read once for this object."""
    if KEPT not in vars(packing):
        text = vars(packing).get("stop_told", False)
        if text is False:
            text = next((row["told"] for row in stop_in(Value(packing.package_number))), None)
        keep_stop(packing, Stop(**json.loads(text)) if text else None)
    stop: Stop | None = vars(packing)[KEPT]
    return stop


def stop_seen(packing: Packing) -> StopSeen | None:
    stop = stop_at(packing)
    return StopSeen(_sentence(packing, stop), what_to_do(stop.kind)) if stop else None


def stopped(packing: Packing, stop: Stop) -> ScanResult:
    """Nothing counts."""
    return ScanResult(
        outcome=ScanOutcome.STOPPED,
        sentence=_sentence(packing, stop),
        next=messages.NOT_COUNTED() + what_to_do(stop.kind),
        text=packing.package_number,
    )


def _sentence(packing: Packing, stop: Stop) -> Message:
    return said(kind=stop.kind, number=packing.package_number, who=stop.who or "", because=stop.because)
