"""The open package is stopped, by a hold or by its customer: nothing counts, and it can be set aside."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from packages_ui.messages import marks as messages
from packages_ui.messages.message import Message
from packages_ui.models import PackageStop, Packing, StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.marks.stops import heading_of, reason_of, what_to_do
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packing.results import ScanOutcome, ScanResult

KEPT, STATUS = "kept_stop", "status"
ALLOWED = ("PARK", "UNDO", "OK", "MISSING")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """As a statement gives it: see PackageStop."""

    kind: str
    who: str | None
    because: str | None


@dataclass(frozen=True, slots=True)
class StopSeen:
    """What a desk shows: the heading, who stopped it and why, what to do."""

    heading: Message
    sentence: Message
    next: Message


def stop_in(number: Expression | OuterRef | Subquery) -> QuerySet[PackageStop, Any]:
    """The first stop of a package as JSON, for a statement about something else: a cancellation first."""
    as_json = Cast(JSONObject(kind="kind", who="by__username", because="because"), TextField())
    return PackageStop.objects.filter(number=number).order_by("kind", "id").values(as_json=as_json)[:1]


def stop_of_packing() -> Coalesce:
    """The same for a row of Packing; else that its package has left Preparing since it was opened, by the
    copy: Seller Center sends no notice of that."""
    gone = StoredPackage.objects.filter(number=OuterRef("package_number"), updated_at__gt=OuterRef("seen_at"))
    gone = gone.exclude(status=PackageStatus.PREPARING).order_by()
    empty = Value(None, output_field=TextField())
    fields = JSONObject(kind=Value(STATUS), who=empty, because=Cast("status", TextField()))
    return Coalesce(
        Subquery(stop_in(OuterRef("package_number"))),
        Subquery(gone.values(as_json=Cast(fields, TextField()))[:1]),
    )


def keep_stop(packing: Packing, stop: Stop | None) -> None:
    """Cache it on the packing, as just read."""
    vars(packing)[KEPT] = stop


def stop_at(packing: Packing) -> Stop | None:
    """Read once for this object."""
    if KEPT not in vars(packing):
        text = vars(packing).get("stop_json", False)
        if text is False:
            text = next((row["as_json"] for row in stop_in(Value(packing.package_number))), None)
        keep_stop(packing, Stop(**json.loads(text)) if text else None)
    stop: Stop | None = vars(packing)[KEPT]
    return stop


def stop_seen(packing: Packing) -> StopSeen | None:
    stop = stop_at(packing)
    if stop is None:
        return None
    heading = messages.CHANGED_ELSEWHERE() if stop.kind == STATUS else heading_of(stop.kind)
    return StopSeen(heading, _sentence(packing, stop), _next(stop))


def stopped(packing: Packing, stop: Stop) -> ScanResult:
    """Nothing counts."""
    return ScanResult(
        outcome=ScanOutcome.STOPPED,
        sentence=_sentence(packing, stop),
        next=messages.NOT_COUNTED() + _next(stop),
        text=packing.package_number,
    )


def _sentence(packing: Packing, stop: Stop) -> Message:
    number = packing.package_number
    if stop.kind == STATUS:
        status = int(stop.because) if stop.because else None
        return messages.LEFT_PREPARING(number=number, status=status_name(status))
    return reason_of(kind=stop.kind, number=number, who=stop.who or "", because=stop.because or "")


def _next(stop: Stop) -> Message:
    return messages.TELL_A_LEAD() if stop.kind == STATUS else what_to_do(stop.kind)
