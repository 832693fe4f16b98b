"""Handovers, open and closed. Closing one makes its packages Shipped; then: how far Seller Center has taken
that, sending refused ones again, and the list that the driver signs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from packages_ui.messages import handover as messages
from packages_ui.messages.message import Message, joined, message
from packages_ui.models import Act, Document, Handover, HandoverBox, Station, StatusChange
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services import audit
from packages_ui.services.documents.want import want
from packages_ui.services.errors import ServiceError
from packages_ui.services.handover.expected import numbers_behind
from packages_ui.services.marks.stops import sentence_of, stops_of
from packages_ui.services.pages import Slice, newest_first

LAST_BOXES = 5
LAST_CLOSED = 20
AT_ONCE = 500
State = StatusChange.State


def open_handovers() -> list[Handover]:
    """In the order of their opening, each with `count`, how many boxes it has."""
    return _counted(Handover.objects.filter(closed_at=None).order_by("id"))


def closed_handovers(*, before: str | None = None, after: str | None = None) -> Slice[Handover]:
    """A page of closed ones, the newest first, each with `count`; `before` and `after` are ids."""
    closed = Handover.objects.exclude(closed_at=None).select_related("user")
    found = newest_first(closed, size=LAST_CLOSED, before=before, after=after, by="closed_at")
    _counted(found.rows)
    return found


def last_boxes(*, handover: Handover) -> list[HandoverBox]:
    """Its newest boxes, the newest first."""
    return list(handover.boxes.order_by("-id")[:LAST_BOXES])


def remove(*, box: HandoverBox, user_id: int) -> bool:
    """Remove the box. False where it was removed, or its handover closed, meanwhile."""
    before, after = {"handover": box.handover_id}, {"handover": None}
    with transaction.atomic():
        # locked, so that nobody closes it meanwhile
        handover = Handover.objects.select_for_update(no_key=True).filter(pk=box.handover_id, closed_at=None)
        gone = handover.exists() and HandoverBox.objects.filter(pk=box.pk).delete()[0]
        if gone:
            number = box.package_number
            audit.note(Act.Verb.HAND_OVER, user_id=user_id, number=number, before=before, after=after)
    return bool(gone)


def _counted(handovers: Iterable[Handover]) -> list[Handover]:
    """Counts the boxes of these alone: a join over all that were ever closed takes a second."""
    found = list(handovers)
    boxes = HandoverBox.objects.filter(handover__in=[each.pk for each in found]).order_by()
    counts = dict(boxes.values_list("handover").annotate(count=Count("pk")))
    for each in found:
        vars(each)["count"] = counts.get(each.pk, 0)
    return found


class HandoverEmpty(ServiceError):
    """The handover has no box; it stays open."""


class HandoverStopped(ServiceError):
    """Boxes on the list must not leave; it stays open."""


def close(*, handover: Handover, user_id: int) -> bool:
    """Close it now, which is the shipment date of its packages, and request their status Shipped (PKG103),
    which a worker sends. False where it is closed already. Raises HandoverEmpty, HandoverStopped."""
    now = timezone.now()
    with transaction.atomic():
        still_open = Handover.objects.filter(pk=handover.pk, closed_at=None)
        count, numbers = numbers_behind(carrier=handover.carrier)
        left = {"behind": numbers, "behind_count": count}
        if not still_open.update(closed_at=now, user_id=user_id, **left):
            return False
        boxes = list(HandoverBox.objects.filter(handover=handover).order_by("package_number"))
        if not boxes:
            raise HandoverEmpty(messages.EMPTY(carrier=messages.carrier_shown(handover.carrier)))
        if stops := stops_of(numbers=[box.package_number for box in boxes]):
            raise HandoverStopped(joined(map(sentence_of, stops.values())) + messages.REMOVE_STOPPED())
        want_shipped(handover=handover, boxes=boxes, user_id=user_id, now=now)
    handover.closed_at = now
    return True


def want_shipped(*, handover: Handover, boxes: list[HandoverBox], user_id: int, now: datetime) -> None:
    """Two statements for a thousand boxes, in the order of their numbers, so that two handovers with the same
    packages never deadlock. A change to Shipped that is pending already stays as it is."""
    changes = [
        StatusChange(
            package_number=box.package_number,
            status=PackageStatus.SHIPPED,
            shipment_date=now,
            handover=handover,
            user_id=user_id,
            wanted_at=now,
            due_at=now,
        )
        for box in boxes
    ]
    acts = [
        Act(
            package_number=box.package_number,
            verb=Act.Verb.HAND_OVER,
            outcome=Act.Outcome.DONE,
            user_id=user_id,
            after={"handover": handover.pk, "carrier": handover.carrier},
        )
        for box in boxes
    ]
    StatusChange.objects.bulk_create(changes, AT_ONCE, ignore_conflicts=True)
    Act.objects.bulk_create(acts, AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A box that did not become Shipped, and why. `pk` is of its status change."""

    pk: int
    package_number: str
    sentence: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How many of the boxes are Shipped, pending at Seller Center, and withdrawn by a person; and which
    failed. `note`: why the oldest pending one is."""

    total: int
    sent: int
    waiting: int
    withdrawn: int
    failed: tuple[Failed, ...]
    note: Message

    @property
    def finished(self) -> bool:
        """Whether nothing more happens automatically."""
        return self.waiting == 0


def sending(*, handover: Handover) -> Sending:
    """Counted from the rows, now."""
    rows = list(
        handover.status_changes.order_by("id").values_list("pk", "package_number", "state", "sentence")
    )
    count = Counter(state for _, _, state, _ in rows)
    waits = [sentence for _, _, state, sentence in rows if state in StatusChange.WAITING and sentence]
    failed = (row for row in rows if row[2] == State.CONFLICT)
    return Sending(
        total=handover.boxes.count(),
        sent=count[State.SENT],
        waiting=count[State.WANTED] + count[State.SENDING],
        withdrawn=count[State.WITHDRAWN],
        failed=tuple(
            Failed(pk=pk, package_number=number, sentence=message(why)) for pk, number, _, why in failed
        ),
        note=message(waits[0] if waits else ""),
    )


def again(*, handover: Handover, user_id: int, change_id: int | None = None) -> int:
    """Send failed changes again: all, or the one. How many."""
    failed = handover.status_changes.filter(state=State.CONFLICT)
    if change_id is not None:
        failed = failed.filter(pk=change_id)
    after = {"handover": handover.pk, "again": True}
    with transaction.atomic():
        locked = failed.order_by("pk").select_for_update(no_key=True)
        rows = dict(locked.values_list("pk", "package_number"))
        moved = StatusChange.objects.filter(pk__in=rows, state=State.CONFLICT)
        count = moved.update(state=State.WANTED, due_at=timezone.now(), claim="", attempts=0, sentence="")
        audit.note_all(Act.Verb.HAND_OVER, user_id=user_id, numbers=rows.values(), after=after)
    return count


def want_list(*, handover: Handover, station: Station | None, user_id: int, key: str = "") -> Document:
    """Request the handover list: once, and again for each new `key` of a page. It prints on the station's
    document printer, if there is one. The caller wakes the worker."""
    printer = station.document_printer if station else None
    document = want(
        kind=Document.Kind.HANDOVER_LIST,
        about={"handover": handover.pk},
        user_id=user_id,
        key=f"handover {handover.pk} {key}",
        paper=Document.Paper.A4,
        language=settings.LANGUAGE_CODE,
        station=station,
        printer=printer if printer and printer.is_fed else None,
    )
    Handover.objects.filter(pk=handover.pk).update(list=document)
    return document
