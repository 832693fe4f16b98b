"""What a person decides about a status change: send it again, or take it back."""

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act, StatusChange
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.errors import NotAllowed
from packages_ui.services.rows import status_name

State = StatusChange.State


def again(*, change_id: int, user_id: int) -> StatusChange:
    """A conflict is sent once more, at once: wake the sender. Raises NotAllowed; DoesNotExist."""
    change = StatusChange.objects.get(pk=change_id)
    conflict = StatusChange.objects.filter(pk=change_id, state=State.CONFLICT)
    with transaction.atomic():
        moved = conflict.update(state=State.WANTED, due_at=timezone.now(), attempts=0, sentence="")
        _note(change, moved, user_id, "is sent once more")
    return change


def withdraw(*, change_id: int, user_id: int) -> StatusChange:
    """It is not sent any more; the package stays as it is. Raises NotAllowed; DoesNotExist."""
    change = StatusChange.objects.get(pk=change_id)
    open_ = StatusChange.objects.filter(pk=change_id, state__in=(State.CONFLICT, State.WANTED))
    with transaction.atomic():
        moved = open_.update(state=State.WITHDRAWN)
        _note(change, moved, user_id, "is withdrawn; Seller Center is not told")
    return change


def _note(change: StatusChange, moved: int, user_id: int, words: str) -> None:
    was = f"The change of package {change.package_number} to {status_name(change.status)}"
    if not moved:
        raise NotAllowed(f"{was} has moved on meanwhile. Nothing was changed; look at the lists again.")
    ready = change.status == PackageStatus.READY_TO_SHIP
    Act.objects.create(
        package_number=change.package_number,
        verb=Act.Verb.PACK if ready else Act.Verb.HAND_OVER,
        outcome=Act.Outcome.DONE,
        user_id=user_id,
        before={"change": change.state},
        sentence=f"{was} {words}.",
    )
    change.refresh_from_db()
