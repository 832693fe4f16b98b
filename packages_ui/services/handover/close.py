"""The driver takes the cage: all that is in it becomes Shipped."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act, Handover, HandoverBox, StatusChange
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.errors import ServiceError

AT_ONCE = 500


class CageEmpty(ServiceError):
    """There is no box in the cage; it stays open."""


def close(*, handover: Handover, user_id: int) -> bool:
    """Close it now, which is the shipment date of all that is in it, and ask for their status Shipped
    (PKG103), which a worker sends. False where somebody has closed it already. Raises CageEmpty."""
    now = timezone.now()
    with transaction.atomic():
        still_open = Handover.objects.filter(pk=handover.pk, closed_at=None)
        if not still_open.update(closed_at=now, user_id=user_id):
            return False
        boxes = list(HandoverBox.objects.filter(handover=handover).order_by("package_number"))
        if not boxes:
            raise CageEmpty(f"There is no box in the cage of {handover.carrier}. It was not closed.")
        want_shipped(handover=handover, boxes=boxes, user_id=user_id, now=now)
    handover.closed_at = now
    return True


def want_shipped(*, handover: Handover, boxes: list[HandoverBox], user_id: int, now: datetime) -> None:
    """Two statements for a thousand boxes, in the order of their numbers, so that two cages with the same
    packages never deadlock. A change to Shipped that waits already is left as it is."""
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
