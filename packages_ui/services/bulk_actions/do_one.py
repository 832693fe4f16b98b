"""Do it to one package, and say what became of it."""

import logging
from dataclasses import dataclass

from django.db import connection

from packages_ui.messages import bulk as words
from packages_ui.messages.message import Message
from packages_ui.models import BulkAction, BulkPackage
from packages_ui.seller_center.errors import (
    Forbidden,
    Limited,
    Malformed,
    NotFound,
    Refused,
    SellerCenterError,
    Unauthorized,
)
from packages_ui.services.bulk_actions.verbs import VERBS, ForOne
from packages_ui.services.errors import Busy, ServiceError

logger = logging.getLogger(__name__)
State = BulkPackage.State
BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The new state of `row`, and why. Still wanted, it waits for `wait` seconds. `is_away`: Seller Center
    did not answer, so others need not be tried now; `key_refused`: it answered 401."""

    row: BulkPackage
    state: State
    sentence: Message
    wait: float = 0.0
    is_away: bool = False
    key_refused: bool = False


def do_one(action: BulkAction, row: BulkPackage) -> Done:
    """Never raises. Runs in a thread of its own."""
    try:
        return _do(action, row)
    except Exception:  # one unforeseen failure must not stop the others
        logger.exception("Package %s of bulk action %s failed.", row.pk, action.pk)
        return Done(row=row, state=State.FAILED, sentence=words.UNEXPECTED())
    finally:
        connection.close()


def _do(action: BulkAction, row: BulkPackage) -> Done:
    wanted = ForOne(
        user_id=action.user_id,
        number=row.number,
        seen=row.seen,
        value=action.value,
        shown=action.shown,
        is_resumed=row.attempts > 1,
    )
    try:
        sentence = VERBS[action.verb].act(wanted)
    except Unauthorized as error:
        return Done(row=row, state=State.WANTED, sentence=error.sentence, is_away=True, key_refused=True)
    except (Refused, NotFound, Forbidden, Malformed) as error:
        return Done(row=row, state=State.FAILED, sentence=error.sentence)
    except SellerCenterError as error:
        return Done(row=row, state=State.WANTED, sentence=error.sentence, wait=_wait(error), is_away=True)
    except Busy as error:
        return Done(row=row, state=State.WANTED, sentence=error.sentence, wait=BUSY_SECONDS)
    except ServiceError as error:
        return Done(row=row, state=State.FAILED, sentence=error.sentence)
    return Done(row=row, state=State.DONE, sentence=sentence)


def _wait(error: SellerCenterError) -> float:
    told = error.retry_after if isinstance(error, Limited) else None
    return BUSY_SECONDS if told is None else max(told, 1.0)
