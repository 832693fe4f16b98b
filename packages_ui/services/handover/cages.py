"""The cages that stand open, and those that were closed."""

from collections.abc import Iterable

from django.db.models import Count

from packages_ui.models import Act, Handover, HandoverBox
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


def _counted(cages: Iterable[Handover]) -> list[Handover]:
    """The boxes of these cages alone are counted: joined to all that were ever closed it takes a second."""
    found = list(cages)
    boxes = HandoverBox.objects.filter(handover__in=[cage.pk for cage in found]).order_by()
    counts = dict(boxes.values_list("handover").annotate(count=Count("pk")))
    for cage in found:
        vars(cage)["count"] = counts.get(cage.pk, 0)
    return found
