"""The cages that stand open, and those that were closed."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from packages_ui.models import Act, Handover, HandoverBox
from packages_ui.services import audit
from packages_ui.services.pages import Slice, newest_first

LAST_BOXES = 5
LAST_CAGES = 20


def open_cages() -> list[Handover]:
    """In the order of their opening, each with `count`, how many boxes are in it."""
    return _counted(Handover.objects.filter(closed_at=None).order_by("id"))


def closed_cages(*, before: str | None = None, after: str | None = None) -> Slice[Handover]:
    """Some closed ones, the newest first, each with `count`; or those before or after the cage of that id."""
    closed = Handover.objects.exclude(closed_at=None).select_related("user")
    found = newest_first(closed, size=LAST_CAGES, before=before, after=after, by="closed_at")
    _counted(found.rows)
    return found


def last_boxes(*, cage: Handover) -> list[HandoverBox]:
    """The newest boxes of it, the newest first."""
    return list(cage.boxes.order_by("-id")[:LAST_BOXES])


def remove(*, box: HandoverBox, user_id: int) -> bool:
    """Take it out again. False where its cage was closed, or it was taken out, meanwhile."""
    before, after = {"handover": box.handover_id}, {"handover": None}
    with transaction.atomic():
        # locked: who closes it at this moment waits, or is seen here
        cage = Handover.objects.select_for_update(no_key=True).filter(pk=box.handover_id, closed_at=None)
        gone = cage.exists() and HandoverBox.objects.filter(pk=box.pk).delete()[0]
        if gone:
            number = box.package_number
            audit.note(Act.Verb.HAND_OVER, user_id=user_id, number=number, before=before, after=after)
    return bool(gone)


def _counted(cages: Iterable[Handover]) -> list[Handover]:
    """The boxes of these cages alone are counted: joined to all that were ever closed it takes a second."""
    found = list(cages)
    boxes = HandoverBox.objects.filter(handover__in=[cage.pk for cage in found]).order_by()
    counts = dict(boxes.values_list("handover").annotate(count=Count("pk")))
    for cage in found:
        vars(cage)["count"] = counts.get(cage.pk, 0)
    return found
