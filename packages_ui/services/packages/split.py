"""Split a package: some of its items leave in new packages (PKG106)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from packages_ui.messages import common
from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Package, PackageFilters, SplitPart
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages.action import PackageAction, Result, carry_out, only_preparing
from packages_ui.services.packages.snapshot import Snapshot

MOST_OF_AN_ORDER = 200


@dataclass(frozen=True, kw_only=True)
class SplitAction(PackageAction):
    """Each part becomes a new package. `siblings`: the order's packages before, as `why_not` found them."""

    verb = Act.Verb.SPLIT
    parts: Sequence[SplitPart]
    siblings: set[str] = field(default_factory=set)

    @classmethod
    def unavailable(cls, snapshot: Snapshot) -> Message | str:
        if reason := only_preparing(snapshot):
            return reason
        return common.SINGLE_ITEM() if len(snapshot.items) < 2 else ""

    def why_not(self, snapshot: Snapshot) -> Message | str:
        reason = _why_not(self.parts, snapshot)
        if not reason:
            self.siblings.update(package.number for package in _packages_of_order(snapshot))
        return reason

    def send(self, client: SellerCenter) -> None:
        client.split(self.number, tuple(self.parts))

    def is_done(self, snapshot: Snapshot | None) -> bool:
        leaving = {item for part in self.parts for item in part.items}
        return snapshot is not None and not leaving & snapshot.item_numbers

    def audited(self, snapshot: Snapshot) -> dict[str, Any]:
        return {"items": sorted(snapshot.item_numbers)}

    @property
    def done(self) -> Message:
        return words.SPLIT(number=self.number)

    @property
    def stale(self) -> Message:
        return words.STALE_SPLIT()


def split(*, user_id: int, number: str, seen: datetime | None, parts: Sequence[SplitPart]) -> Result:
    """Each part becomes a new package; items not named stay, and at least one must.

    PKG106 does not return the new numbers: they are the order's packages that were not there before.
    Raises as `carry_out` does.
    """
    action = SplitAction(number=number, parts=parts)
    result = carry_out(user_id=user_id, seen=seen, action=action)
    return _with_new_packages(result, action.siblings)


def _why_not(parts: Sequence[SplitPart], snapshot: Snapshot) -> Message | str:
    named = [item for part in parts for item in part.items]
    if not parts or not all(part.items for part in parts):
        return words.PART_WITHOUT_ITEMS()
    if len(named) != len(set(named)):
        return words.ITEM_TWICE()
    if unknown := set(named) - snapshot.item_numbers:
        return words.NOT_IN_PACKAGE(items=tuple(sorted(unknown)))
    if set(named) == snapshot.item_numbers:
        return words.ONE_MUST_STAY()
    return ""


def _with_new_packages(result: Result, siblings: set[str]) -> Result:
    try:
        new = [package for package in _packages_of_order(result.before) if package.number not in siblings]
    except SellerCenterError:
        new = []
    if new:
        keep(packages=new)
        return replace(result, new_packages=tuple(sorted(package.number for package in new)))
    return replace(result, sentence=result.sentence + words.NEW_NOT_FOUND())


def _packages_of_order(snapshot: Snapshot) -> list[Package]:
    """Each held against the order: an older Seller Center ignores the filter and answers all packages."""
    if not (order := snapshot.package.order_number):
        return [snapshot.package]
    filters = PackageFilters(order__number=order, limit=100)
    found = seller_center().all_packages(filters, most=MOST_OF_AN_ORDER)
    return [package for package in found if package.order_number == order]
