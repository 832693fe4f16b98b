"""Reject items of a package (PKG107)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.seller_center.client import SellerCenter
from packages_ui.services.packages.action import PackageAction, Result, carry_out, only_preparing
from packages_ui.services.packages.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class RejectAction(PackageAction):
    """The items leave the package, for a reason that Seller Center shows."""

    verb = Act.Verb.REJECT
    items: tuple[str, ...]
    reason: str

    @classmethod
    def unavailable(cls, snapshot: Snapshot) -> Message | str:
        if reason := only_preparing(snapshot):
            return reason
        return "" if snapshot.items else words.NOTHING_TO_REJECT()

    def why_not(self, snapshot: Snapshot) -> Message | str:
        if not self.items:
            return words.NO_ITEMS_CHOSEN()
        if not self.reason.strip():
            return words.NO_REASON()
        if unknown := set(self.items) - snapshot.item_numbers:
            return words.NOT_IN_PACKAGE(items=tuple(sorted(unknown)))
        return ""

    def send(self, client: SellerCenter) -> None:
        client.reject(self.number, items=self.items, reason=self.reason)

    def is_done(self, snapshot: Snapshot | None) -> bool:
        return snapshot is None or not set(self.items) & snapshot.item_numbers

    def audited(self, snapshot: Snapshot) -> dict[str, Any]:
        return {"items": sorted(snapshot.item_numbers), "reason": self.reason}

    @property
    def done(self) -> Message:
        return words.REJECTED(number=self.number, count=len(self.items))

    @property
    def stale(self) -> Message:
        return words.STALE_REJECTED()


def reject(
    *, user_id: int, number: str, seen: datetime | None, items: tuple[str, ...], reason: str
) -> Result:
    """Reject `items` for `reason` (both required). Raises as `carry_out` does."""
    action = RejectAction(number=number, items=items, reason=reason)
    return carry_out(user_id=user_id, seen=seen, action=action)
