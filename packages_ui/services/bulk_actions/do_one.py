"""Do it to one package, or to some in their order, and say what became of each."""

import logging
from collections.abc import Mapping, Sequence
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


def do_some(action: BulkAction, rows: Sequence[BulkPackage]) -> list[Done]:
    """Never raises. Runs in a thread of its own."""
    try:
        failed = _prepare(action, [row.number for row in rows])
        return [
            _failed(row, failed[row.number]) if row.number in failed else _one(action, row) for row in rows
        ]
    except Busy as error:
        return [_later(row, error) for row in rows]
    finally:
        connection.close()


def _prepare(action: BulkAction, numbers: Sequence[str]) -> Mapping[str, Message]:
    """Raises Busy."""
    prepare = VERBS[action.verb].prepare
    try:
        return prepare(numbers) if prepare else {}
    except Busy:
        raise
    except Exception:  # each is done by itself then
        logger.exception("Packages of bulk action %s could not be prepared.", action.pk)
        return {}


def _one(action: BulkAction, row: BulkPackage) -> Done:
    try:
        return _do(action, row)
    except Exception:  # one unforeseen failure must not stop the others
        logger.exception("Package %s of bulk action %s failed.", row.pk, action.pk)
        return _failed(row, words.UNEXPECTED())


def _failed(row: BulkPackage, sentence: Message) -> Done:
    return Done(row=row, state=State.FAILED, sentence=sentence)


def _later(row: BulkPackage, error: Busy) -> Done:
    return Done(row=row, state=State.WANTED, sentence=error.sentence, wait=BUSY_SECONDS)


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
        return _failed(row, error.sentence)
    except SellerCenterError as error:
        return Done(row=row, state=State.WANTED, sentence=error.sentence, wait=_wait(error), is_away=True)
    except Busy as error:
        return _later(row, error)
    except ServiceError as error:
        return _failed(row, error.sentence)
    return Done(row=row, state=State.DONE, sentence=sentence)


def _wait(error: SellerCenterError) -> float:
    retry_after = error.retry_after if isinstance(error, Limited) else None
    return BUSY_SECONDS if retry_after is None else max(retry_after, 1.0)
