"""Reject items of a package (PKG107)."""

from datetime import datetime

from packages_ui.models import Act
from packages_ui.services.packages.action import Outcome, Wish, carry_out
from packages_ui.services.packages.snapshot import Reading


def reject(
    *, user_id: int, number: str, seen: datetime | None, items: tuple[str, ...], reason: str
) -> Outcome:
    """Reject `items` for `reason` (both required). Raises as `carry_out` does."""
    wish = Wish(
        verb=Act.Verb.REJECT,
        send=lambda client: client.reject(number, items=items, reason=reason),
        holds=lambda reading: reading is None or not set(items) & reading.item_numbers,
        touched=lambda reading: {"items": sorted(reading.item_numbers), "reason": reason},
        done=f"{_count(items)} of package {number} rejected.",
        why_not=lambda reading: _why_not(items, reason, reading),
        stale="Items were rejected.",
    )
    return carry_out(user_id=user_id, number=number, seen=seen, wish=wish)


def _why_not(items: tuple[str, ...], reason: str, reading: Reading) -> str:
    if not items:
        return "Choose at least one item to reject."
    if not reason.strip():
        return "Say why the items are rejected."
    if strangers := set(items) - reading.item_numbers:
        return f"These items are not in the package: {', '.join(sorted(strangers))}."
    return ""


def _count(items: tuple[str, ...]) -> str:
    return "1 item" if len(items) == 1 else f"{len(items)} items"
