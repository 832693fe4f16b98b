"""Hold a package, with a reason, and release it. Of two people at once one does it; the other is notified."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import marks as messages
from packages_ui.messages.message import Message
from packages_ui.models import Act, PackageStop
from packages_ui.printers.words import plain
from packages_ui.services import audit
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks import stops

HOLD = PackageStop.Kind.HOLD
MOST_OF_REASON = 200


def hold(*, number: str, because: str, user_id: int | None) -> Message:
    """Its labels that were not sent yet are set aside. Raises NotAllowed, where it is held already too."""
    reason = plain(because, longest=MOST_OF_REASON)
    if not reason:
        raise NotAllowed(messages.REASON_MISSING())
    values = {"by_id": user_id, "because": reason, "at": timezone.now()}
    with transaction.atomic():
        stop, is_new = PackageStop.objects.get_or_create(
            number=number, kind=HOLD, claim="", item="", defaults=values
        )
        if not is_new:
            who = stop.by.get_username() if stop.by else messages.SOMEBODY()
            raise NotAllowed(messages.ALREADY_HELD(number=number, who=who, because=stop.because))
        stops.set_aside(numbers=[number])
        audit.note(Act.Verb.HOLD, user_id=user_id, number=number, after={"because": reason})
    return messages.NOW_HELD(number=number)


def holds_of(*, numbers: Collection[str]) -> dict[str, PackageStop]:
    """Those of these packages that a person holds. One query."""
    found = PackageStop.objects.filter(number__in=numbers, kind=HOLD).select_related("by")
    return {stop.number: stop for stop in found}


def hold_of(*, number: str) -> PackageStop | None:
    return holds_of(numbers=[number]).get(number)


def release(*, number: str, stop_id: int | None = None, user_id: int | None) -> Message:
    """Its labels that were set aside continue; the caller wakes the feeders. `stop_id`: only the hold that
    the person saw. Raises NotAllowed where it is not held any more."""
    with transaction.atomic():
        found = PackageStop.objects.filter(number=number, kind=HOLD)
        found = found.filter(pk=stop_id) if stop_id else found
        because = found.values_list("because", flat=True).first()
        if not found.delete()[0]:
            raise NotAllowed(messages.NOT_HELD(number=number))
        stops.let_go(numbers=[number])
        audit.note(Act.Verb.LET_GO, user_id=user_id, number=number, before={"because": because or ""})
    return messages.RELEASED(number=number)
