"""What became of the boxes of a closed cage at Seller Center, and sending again what it refused."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act, Handover, StatusChange
from packages_ui.services import audit

State = StatusChange.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A box that did not become Shipped, and why. `pk` is of its status change."""

    pk: int
    package_number: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How many of the boxes are Shipped, wait for Seller Center, and were withdrawn by a person; and which
    failed. `note` is why the oldest of those that wait does."""

    total: int
    sent: int
    waiting: int
    withdrawn: int
    failed: tuple[Failed, ...]
    note: str

    @property
    def finished(self) -> bool:
        """Nothing more happens by itself."""
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
        failed=tuple(Failed(pk=pk, package_number=number, sentence=why) for pk, number, _, why in failed),
        note=waits[0] if waits else "",
    )


def again(*, handover: Handover, user_id: int, change_id: int | None = None) -> int:
    """Send what failed once more: all of it, or one. How many that were."""
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
