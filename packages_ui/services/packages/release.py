"""Release the stock reserved for one item, or for several items of one package in turn (PKG108)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.errors import ServiceError
from packages_ui.services.packages.action import PackageAction, Result, carry_out
from packages_ui.services.packages.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class ReleaseAction(PackageAction):
    """`item`: an item number. Seller Center refuses to release what is released already (PKG108)."""

    verb = Act.Verb.RELEASE
    may_be_refused_when_done = True
    item: str

    @classmethod
    def unavailable(cls, snapshot: Snapshot) -> Message | str:
        return "" if any(item.has_reservation for item in snapshot.items) else words.NO_RESERVATIONS()

    def why_not(self, snapshot: Snapshot) -> Message | str:
        return "" if self._is_reserved(snapshot) else words.NOT_RESERVED(item=self.item)

    def send(self, client: SellerCenter) -> None:
        client.release(self.number, self.item)

    def is_done(self, snapshot: Snapshot | None) -> bool:
        return snapshot is None or not self._is_reserved(snapshot)

    def audited(self, snapshot: Snapshot) -> dict[str, Any]:
        return {"item": self.item, "has_reservation": self._is_reserved(snapshot)}

    @property
    def done(self) -> Message:
        return words.RELEASED(item=self.item)

    def _is_reserved(self, snapshot: Snapshot) -> bool:
        return any(item.has_reservation for item in snapshot.items_of((self.item,)))


def release(*, user_id: int, number: str, seen: datetime | None, item: str) -> Result:
    """Release the reservation of `item` (an item number). Raises as `carry_out` does."""
    action = ReleaseAction(number=number, item=item)
    return carry_out(user_id=user_id, seen=seen, action=action)


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """`done` of `total` are released; `problem` is why the rest is not. `snapshot` is the last one."""

    number: str
    done: int
    total: int
    snapshot: Snapshot | None
    problem: Message | str = ""

    @property
    def sentence(self) -> Message:
        """What is now true."""
        if not self.problem:
            return words.ALL_RELEASED(number=self.number, count=self.total)
        done = words.SOME_RELEASED(number=self.number, done=self.done, total=self.total)
        return done + self.problem


def release_all(*, user_id: int, number: str, seen: datetime | None, items: Sequence[str]) -> Released:
    """`seen` is what the person saw. Raises as `release` does as long as none is released."""
    snapshot = None
    for done, item in enumerate(items):
        try:
            outcome = release(user_id=user_id, number=number, seen=seen, item=item)
        except (ServiceError, SellerCenterError) as error:
            if not done:
                raise
            return Released(
                number=number, done=done, total=len(items), snapshot=snapshot, problem=error.sentence
            )
        snapshot = outcome.snapshot
        seen = snapshot.package.updated_at if snapshot else None
    return Released(number=number, done=len(items), total=len(items), snapshot=snapshot)
