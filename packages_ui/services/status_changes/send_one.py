"""One status change sent, if the wanted status still fits the package as it was read just now (PKG101,
PKG102), and what became of it."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from msgspec import UNSET

from packages_ui.models import StatusChange
from packages_ui.seller_center.errors import (
    Forbidden,
    NotFound,
    Refused,
    SellerCenterError,
    Unauthorized,
)
from packages_ui.seller_center.types import PackageChanges, PackageStatus
from packages_ui.services.errors import NotAllowed, PackageGone, ServiceError
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.snapshot import Reading
from packages_ui.services.packages.update import update

logger = logging.getLogger(__name__)
State = StatusChange.State
LATER = timedelta(seconds=60)
UNFORESEEN = (
    "Something unexpected went wrong while it was sent. It is tried again; if it stays so, tell an "
    "administrator: the log says more."
)
BEFORE = {
    PackageStatus.READY_TO_SHIP: PackageStatus.PREPARING,
    PackageStatus.SHIPPED: PackageStatus.READY_TO_SHIP,
}
NUMBERS = {"waybill_number": "waybill number", "tracking_number": "tracking number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of `change`: sent, in conflict, or wanted still. Then it waits `wait`, None for as long as
    the attempts tell. `away`: Seller Center could not be asked, so others need not try now."""

    change: StatusChange
    state: State
    sentence: str
    wait: timedelta | None = None
    away: bool = False


def send_one(change: StatusChange) -> Sent:
    """Read the package, check it, send the status, read again. Never raises. For a thread of its own."""
    try:
        return _send(change)
    except Exception:  # one package that nobody foresaw must not hold up all others for ever
        logger.exception("Status change %s could not be sent.", change.pk)
        return Sent(change=change, state=State.WANTED, sentence=UNFORESEEN, wait=LATER)
    finally:
        connection.close()


def _send(change: StatusChange) -> Sent:
    try:
        outcome = update(
            user_id=change.user_id,
            number=change.package_number,
            seen=None,
            changes=_changes(change),
            why_not=lambda reading: why_not(change, reading),
        )
    except IsSo as error:
        return Sent(change=change, state=State.SENT, sentence=str(error.sentence))
    except (NotAllowed, PackageGone, Refused, NotFound) as error:
        return Sent(change=change, state=State.CONFLICT, sentence=str(error.sentence))
    except (Unauthorized, Forbidden) as error:
        return Sent(change=change, state=State.WANTED, sentence=str(error.sentence), wait=LATER, away=True)
    except SellerCenterError as error:
        return Sent(change=change, state=State.WANTED, sentence=str(error.sentence), away=True)
    except ServiceError as error:
        return Sent(change=change, state=State.WANTED, sentence=str(error.sentence))
    return Sent(change=change, state=State.SENT, sentence=outcome.sentence)


def _changes(change: StatusChange) -> PackageChanges:
    return PackageChanges(
        status=change.status,
        waybill_number=change.waybill_number or UNSET,
        tracking_number=change.tracking_number or UNSET,
        shipment_date=change.shipment_date or UNSET,
    )


class IsSo(ServiceError):
    """The package has the status already, and everything else is as wanted; nothing was sent."""


def why_not(change: StatusChange, reading: Reading) -> str:
    """What has changed at Seller Center, as a sentence; empty when it can be sent. Raises IsSo."""
    if differs := _items(change, reading):
        return differs
    status = reading.package.status
    if status == change.status:
        if differs := _numbers(change, reading):
            return differs
        raise IsSo(f"Package {change.package_number} is {status_name(status)} already.")
    expected = BEFORE.get(PackageStatus(change.status))
    if status != expected:
        return (
            f"Package {change.package_number} is {status_name(status)} at Seller Center, "
            f"not {status_name(expected)}."
        )
    return ""


def _items(change: StatusChange, reading: Reading) -> str:
    packed, now = set(change.items), reading.item_numbers
    if not packed or packed == now:
        return ""
    came = _named("These items have come into it since", now - packed)
    went = _named("These are no longer in it", packed - now)
    told = " ".join(filter(None, (came, went)))
    return f"Package {change.package_number} is not what was packed. {told} Open the box and look."


def _named(words: str, numbers: set[str] | frozenset[str]) -> str:
    return f"{words}: {', '.join(sorted(numbers))}." if numbers else ""


def _numbers(change: StatusChange, reading: Reading) -> str:
    for name, word in NUMBERS.items():
        wanted, now = getattr(change, name), getattr(reading.package, name) or ""
        if wanted and wanted != now:
            status = status_name(reading.package.status)
            return (
                f"Package {change.package_number} is {status} already, but its {word} is {now or 'empty'}, "
                f"not {wanted}."
            )
    return ""
