"""When a call is sent again and after how long: pure functions.

Only GET is repeated: after 408, 429 and 5xx, after a connection that was never made and after a lost
response. PUT, POST and DELETE are sent once: a lost response leaves open whether they were carried out.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from packages_ui.seller_center.errors import (
    AnswerLost,
    Limited,
    SellerCenterError,
    ServerFailed,
    Unreachable,
)

FIRST_PAUSE = 0.2  # seconds; doubles with each try
LONGEST_PAUSE = 5.0
LONGEST_RETRY_AFTER = 60.0  # seconds that a Retry-After is obeyed at most
DAY = 86_400.0


def may_repeat(error: SellerCenterError, *, is_write: bool, tries_left: int) -> bool:
    """Whether the call may be sent again after `error`."""
    again = isinstance(error, Limited | ServerFailed | Unreachable | AnswerLost)
    return again and not is_write and tries_left > 0


def pause(tried: int, *, server_pause: float | None, jitter: float) -> float:
    """Seconds before the next attempt: `server_pause`, from its Retry-After, else full jitter (`jitter`
    is 0 to 1) on a doubling.

    `tried` counts the attempts so far and begins at 1. A little jitter is added to the server's time, so that
    not all callers come back at once.
    """
    if server_pause is not None:
        return min(server_pause, LONGEST_RETRY_AFTER) + jitter * FIRST_PAUSE
    return jitter * min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(tried - 1, 10))


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After, a number or an HTTP date; None where it cannot be parsed."""
    if header is None:
        return None
    header = header.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", header):
        return min(float(header), DAY)
    return _until(header, now)


def _until(date: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), DAY)
