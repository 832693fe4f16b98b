"""Update a package: its status and shipping fields (PKG103)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import UNSET, structs

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.seller_center.types import PackageChanges
from packages_ui.services.packages.action import Action, Result, carry_out
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.snapshot import Reading

ON_THE_LABEL = {"waybill_number", "tracking_number", "shipping_company"}


def update(
    *,
    user_id: int | None,
    number: str,
    seen: datetime | None,
    changes: PackageChanges,
    why_not: Callable[[Reading], Message | str] = lambda _reading: "",
) -> Result:
    """Send only the fields set in `changes`, unless `why_not` gives a reason against it for the package as
    just read. Raises as `carry_out` does."""
    wanted = {name: value for name, value in structs.asdict(changes).items() if value is not UNSET}
    stale = words.STALE_NUMBER() if ON_THE_LABEL & wanted.keys() else ""
    action = Action(
        verb=Act.Verb.UPDATE,
        send=lambda client: client.update(number, changes),
        is_done=lambda reading: reading is not None and _is_done(reading, wanted),
        audited=lambda reading: {name: _plain(_now(reading, name)) for name in wanted},
        done=_done(number, wanted),
        why_not=lambda reading: why_not(reading) if wanted else words.NO_FIELD_CHANGED(),
        stale=stale,
    )
    return carry_out(user_id=user_id, number=number, seen=seen, action=action)


def _done(number: str, wanted: dict[str, Any]) -> Message:
    if "status" in wanted:
        return words.IS_NOW(number=number, status=status_name(wanted["status"]))
    return words.UPDATED(number=number)


def _is_done(reading: Reading, wanted: dict[str, Any]) -> bool:
    return all(_now(reading, name) == value for name, value in wanted.items())


def _now(reading: Reading, name: str) -> Any:
    """The field's present value, in the form that PKG103 takes."""
    value = getattr(reading.package, name)
    return value.name if name == "shipping_company" and value is not None else value


def _plain(value: Any) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)
