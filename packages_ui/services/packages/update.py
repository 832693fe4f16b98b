"""Update a package: its status and shipping fields (PKG103)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import UNSET, structs

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.types import PackageChanges, PackageStatus
from packages_ui.services.marks.stops import refusal_of, stop_of
from packages_ui.services.packages.action import PackageAction, Result, carry_out
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.snapshot import Snapshot

ON_THE_LABEL = {"waybill_number", "tracking_number", "shipping_company"}
LEAVING = (PackageStatus.READY_TO_SHIP, PackageStatus.SHIPPED)
NEXT_STATUSES: dict[int | None, tuple[PackageStatus, ...]] = {
    PackageStatus.PREPARING: (PackageStatus.READY_TO_SHIP,),
    PackageStatus.READY_TO_SHIP: (PackageStatus.SHIPPED, PackageStatus.PREPARING),
    PackageStatus.SHIPPED: (PackageStatus.DELIVERED, PackageStatus.DELIVERY_FAILED),
    PackageStatus.DELIVERY_FAILED: (PackageStatus.SHIPPED, PackageStatus.DELIVERED),
}


def next_statuses(status: int | None) -> tuple[PackageStatus, ...]:
    """The statuses a package may be moved to with one click; none from a status we do not know."""
    return NEXT_STATUSES.get(status, ())


def may_take_back(*, before: int | None, now: int | None) -> bool:
    """Whether one click leads from the status `now` to the one before."""
    return before != now and before in next_statuses(now)


@dataclass(frozen=True, kw_only=True)
class UpdateAction(PackageAction):
    """Only the fields set in `changes` are sent, unless `against` gives a reason against it for the package
    as just read."""

    verb = Act.Verb.UPDATE
    changes: PackageChanges
    against: Callable[[Snapshot], Message | str]

    @property
    def wanted(self) -> dict[str, Any]:
        """The fields to be changed, with their new values."""
        fields = structs.asdict(self.changes)
        return {name: value for name, value in fields.items() if value is not UNSET}

    def why_not(self, snapshot: Snapshot) -> Message | str:
        return self.against(snapshot) if self.wanted else words.NO_FIELD_CHANGED()

    def send(self, client: SellerCenter) -> None:
        client.update(self.number, self.changes)

    def is_done(self, snapshot: Snapshot | None) -> bool:
        return snapshot is not None and all(
            _now(snapshot, name) == value for name, value in self.wanted.items()
        )

    def audited(self, snapshot: Snapshot) -> dict[str, Any]:
        return {name: _plain(_now(snapshot, name)) for name in self.wanted}

    @property
    def done(self) -> Message:
        if "status" in self.wanted:
            return words.IS_NOW(number=self.number, status=status_name(self.wanted["status"]))
        return words.UPDATED(number=self.number)

    @property
    def stale(self) -> Message | str:
        return words.STALE_NUMBER() if ON_THE_LABEL & self.wanted.keys() else ""


def update(
    *,
    user_id: int | None,
    number: str,
    seen: datetime | None,
    changes: PackageChanges,
    why_not: Callable[[Snapshot], Message | str] = lambda _reading: "",
    queued: bool = False,
) -> Result:
    """Send only the fields set in `changes`, unless `why_not` gives a reason against it for the package as
    just read. Raises as `carry_out` does."""
    action = UpdateAction(number=number, changes=changes, against=why_not, queued=queued)
    return carry_out(user_id=user_id, seen=seen, action=action)


def why_stopped(changes: PackageChanges) -> Callable[[Snapshot], Message | str]:
    """Why a person may not make it ready for the carrier, or give it to the carrier; empty for others."""

    def why(snapshot: Snapshot) -> Message | str:
        stop = stop_of(number=snapshot.package.number) if changes.status in LEAVING else None
        return refusal_of(stop) if stop else ""

    return why


def _now(snapshot: Snapshot, name: str) -> Any:
    """The field's present value, in the form that PKG103 takes."""
    value = getattr(snapshot.package, name)
    return value.name if name == "shipping_company" and value is not None else value


def _plain(value: Any) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)
