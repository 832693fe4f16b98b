"""Send one status change, if it still fits the package as just read (PKG101, PKG102)."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from msgspec import UNSET

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
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
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.update import update

logger = logging.getLogger(__name__)
State = StatusChange.State
LATER = timedelta(seconds=60)
BEFORE = {
    PackageStatus.READY_TO_SHIP: PackageStatus.PREPARING,
    PackageStatus.SHIPPED: PackageStatus.READY_TO_SHIP,
}
OTHER_NUMBER = {"waybill_number": words.OTHER_WAYBILL, "tracking_number": words.OTHER_TRACKING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The new state of `change`: sent, in conflict, or still wanted. Then it waits `wait`; None leaves that
    to the number of attempts. `away`: Seller Center cannot be reached, so others need not try now."""

    change: StatusChange
    state: State
    sentence: Message
    wait: timedelta | None = None
    away: bool = False


def send_one(change: StatusChange) -> Sent:
    """Read the package, check it, send the status, re-read. Never raises. Runs in a thread of its own."""
    try:
        return _send(change)
    except Exception:  # one unforeseen failure must not block all other changes for ever
        logger.exception("Status change %s could not be sent.", change.pk)
        return Sent(change=change, state=State.WANTED, sentence=words.SEND_FAILED(), wait=LATER)
    finally:
        connection.close()


def _send(change: StatusChange) -> Sent:
    try:
        outcome = update(
            user_id=change.user_id,
            number=change.package_number,
            seen=None,
            queued=True,
            changes=_changes(change),
            why_not=lambda snapshot: why_not(change, snapshot),
        )
    except IsSo as error:
        return Sent(change=change, state=State.SENT, sentence=error.sentence)
    except (NotAllowed, PackageGone, Refused, NotFound) as error:
        return Sent(change=change, state=State.CONFLICT, sentence=error.sentence)
    except (Unauthorized, Forbidden) as error:
        return Sent(change=change, state=State.WANTED, sentence=error.sentence, wait=LATER, away=True)
    except SellerCenterError as error:
        return Sent(change=change, state=State.WANTED, sentence=error.sentence, away=True)
    except ServiceError as error:
        return Sent(change=change, state=State.WANTED, sentence=error.sentence)
    return Sent(change=change, state=State.SENT, sentence=outcome.sentence)


def _changes(change: StatusChange) -> PackageChanges:
    return PackageChanges(
        status=change.status,
        waybill_number=change.waybill_number or UNSET,
        tracking_number=change.tracking_number or UNSET,
        shipment_date=change.shipment_date or UNSET,
    )


class IsSo(ServiceError):
    """The package already is as wanted; nothing was sent."""


def why_not(change: StatusChange, snapshot: Snapshot) -> Message | str:
    """What has changed at Seller Center; empty where the change can be sent. Raises IsSo."""
    if differs := _items(change, snapshot):
        return differs
    number, status = change.package_number, snapshot.package.status
    if status == change.status:
        if differs := _numbers(change, snapshot):
            return differs
        raise IsSo(words.ALREADY(number=number, status=status_name(status)))
    expected = BEFORE.get(PackageStatus(change.status))
    if status != expected:
        return words.WRONG_STATUS(number=number, status=status_name(status), expected=status_name(expected))
    return ""


def _items(change: StatusChange, snapshot: Snapshot) -> Message | str:
    packed, now = set(change.items), snapshot.item_numbers
    if not packed or packed == now:
        return ""
    differs = words.OTHER_CONTENTS(number=change.package_number)
    if added := sorted(now - packed):
        differs += words.ITEMS_ADDED(items=tuple(added))
    if removed := sorted(packed - now):
        differs += words.ITEMS_REMOVED(items=tuple(removed))
    return differs + words.OPEN_BOX()


def _numbers(change: StatusChange, snapshot: Snapshot) -> Message | str:
    for name, sentence in OTHER_NUMBER.items():
        wanted, now = getattr(change, name), getattr(snapshot.package, name) or ""
        if wanted and wanted != now:
            return sentence(
                number=change.package_number,
                status=status_name(snapshot.package.status),
                now=now or words.EMPTY(),
                wanted=wanted,
            )
    return ""
