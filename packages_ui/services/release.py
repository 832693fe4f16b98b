"""Release the stock reservation of one item (PKG108)."""

from datetime import datetime

from packages_ui.models import Act
from packages_ui.services.act import Outcome, Wish, carry_out
from packages_ui.services.reading import Reading


def release(*, user_id: int, number: str, seen: datetime | None, item: str) -> Outcome:
    """Release the reservation of `item` (an item number). Raises as `carry_out` does."""
    wish = Wish(
        verb=Act.Verb.RELEASE,
        send=lambda client: client.release(number, item),
        holds=lambda reading: reading is None or not _reserved(reading, item),
        touched=lambda reading: {"item": item, "has_reservation": _reserved(reading, item)},
        done=f"The reservation of item {item} is released.",
        why_not=lambda reading: "" if _reserved(reading, item) else f"Item {item} holds no reservation.",
    )
    return carry_out(user_id=user_id, number=number, seen=seen, wish=wish)


def _reserved(reading: Reading, item: str) -> bool:
    return any(one.has_reservation for one in reading.items_of((item,)))
