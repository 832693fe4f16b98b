"""The cages that stand open, and those that were closed."""

from django.db.models import Count, QuerySet

from packages_ui.models import Act, Handover, HandoverBox

LAST_BOXES = 5
LAST_CAGES = 20


def open_cages() -> list[Handover]:
    """In the order of their opening, each with `count`, how many boxes are in it."""
    return list(_counted(Handover.objects.filter(closed_at=None)).order_by("id"))


def last_closed() -> list[Handover]:
    """The newest closed ones, each with `count`."""
    closed = Handover.objects.exclude(closed_at=None).select_related("user")
    return list(_counted(closed).order_by("-closed_at")[:LAST_CAGES])


def last_boxes(*, cage: Handover) -> list[HandoverBox]:
    """The newest boxes of it, the newest first."""
    return list(cage.boxes.order_by("-id")[:LAST_BOXES])


def remove(*, box: HandoverBox, user_id: int) -> bool:
    """Take it out again. False where its cage was closed, or it was taken out, meanwhile."""
    gone, _ = HandoverBox.objects.filter(pk=box.pk, handover__closed_at=None).delete()
    if gone:
        Act.objects.create(
            package_number=box.package_number,
            verb=Act.Verb.HAND_OVER,
            outcome=Act.Outcome.DONE,
            user_id=user_id,
            before={"handover": box.handover_id},
            after={"handover": None},
        )
    return bool(gone)


def _counted(cages: QuerySet[Handover]) -> QuerySet[Handover]:
    return cages.annotate(count=Count("boxes"))
