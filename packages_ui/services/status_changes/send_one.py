"""One status change sent, and what became of it."""

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
from packages_ui.seller_center.types import PackageChanges
from packages_ui.services.errors import NotAllowed, PackageGone, ServiceError
from packages_ui.services.status_changes.check import IsSo, why_not
from packages_ui.services.update import update

logger = logging.getLogger(__name__)
State = StatusChange.State
LATER = timedelta(seconds=60)
UNFORESEEN = (
    "Something unexpected went wrong while it was sent. It is tried again; if it stays so, tell an "
    "administrator: the log says more."
)


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
