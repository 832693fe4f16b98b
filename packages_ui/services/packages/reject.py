"""Reject items of a package (PKG107)."""

from datetime import datetime

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.services.packages.action import Action, Result, carry_out
from packages_ui.services.packages.snapshot import Reading


def reject(
    *, user_id: int, number: str, seen: datetime | None, items: tuple[str, ...], reason: str
) -> Result:
    """Reject `items` for `reason` (both required). Raises as `carry_out` does."""
    action = Action(
        verb=Act.Verb.REJECT,
        send=lambda client: client.reject(number, items=items, reason=reason),
        is_done=lambda reading: reading is None or not set(items) & reading.item_numbers,
        audited=lambda reading: {"items": sorted(reading.item_numbers), "reason": reason},
        done=words.REJECTED(number=number, count=len(items)),
        why_not=lambda reading: _why_not(items, reason, reading),
        stale=words.STALE_REJECTED(),
    )
    return carry_out(user_id=user_id, number=number, seen=seen, action=action)


def _why_not(items: tuple[str, ...], reason: str, reading: Reading) -> Message | str:
    if not items:
        return words.NO_ITEMS_CHOSEN()
    if not reason.strip():
        return words.NO_REASON()
    if unknown := set(items) - reading.item_numbers:
        return words.NOT_IN_PACKAGE(items=tuple(sorted(unknown)))
    return ""
