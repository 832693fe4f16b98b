"""Release the stock reservation of one item, or of several of one package, one after another (PKG108)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from packages_ui.models import Act
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.errors import ServiceError
from packages_ui.services.packages.action import Outcome, Wish, carry_out
from packages_ui.services.packages.snapshot import Reading


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """`done` of `total` are released; `problem` says why not the rest. `reading` is the last there was."""

    number: str
    done: int
    total: int
    reading: Reading | None
    problem: str = ""

    @property
    def sentence(self) -> str:
        """What is now true."""
        of = f"{self.done} of {self.total}" if self.problem else f"{self.total}"
        what = f"reservation{'' if self.total == 1 else 's'} of package {self.number}"
        verb = "is" if self.total == 1 else "are"
        return f"{of} {what} {verb} released. {self.problem}".strip()


def release_all(*, user_id: int, number: str, seen: datetime | None, items: Sequence[str]) -> Released:
    """`seen` is what the person saw of the package. Raises as `release` does while none is released yet."""
    reading = None
    for done, item in enumerate(items):
        try:
            outcome = release(user_id=user_id, number=number, seen=seen, item=item)
        except (ServiceError, SellerCenterError) as error:
            if not done:
                raise
            return Released(
                number=number, done=done, total=len(items), reading=reading, problem=str(error.sentence)
            )
        reading = outcome.reading
        seen = reading.package.updated_at if reading else None
    return Released(number=number, done=len(items), total=len(items), reading=reading)
