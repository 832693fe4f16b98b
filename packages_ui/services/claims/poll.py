"""Read the open cancel claims, each minute: all of them, a page at a time, behind what people wait for."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from packages_ui.models import SyncWalk
from packages_ui.seller_center.claims import OPEN, Claim
from packages_ui.seller_center.errors import Limited, NotFound, SellerCenterError, TooLate, Unauthorized
from packages_ui.services import lease
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches.fetch_pause import Turn, wait_for_people
from packages_ui.services.claims.write import write
from packages_ui.services.client import seller_center

logger = logging.getLogger(__name__)
NAME, LEASE_SECONDS = "claims", 60
RUN_SECONDS = 20.0
DEADLINE_SECONDS = 8.0  # for one page, retries included
PAGE, MOST_PAGES = 100, 30
UNREAD_KEY, UNREAD_SECONDS = "claims:unread", 3600
PAUSE_KEY = "claims:pause"
ABSENT_SECONDS, KEY_SECONDS, LIMITED_SECONDS = 900, 900, 60
LATE = timedelta(minutes=5)


def poll_claims(*, seconds: float = RUN_SECONDS) -> bool:
    """Whether labels that were set aside continue now. Never raises for Seller Center's errors: what was
    known stays, and the overview says since when."""
    if not settings.SELLER_CENTER_CLAIMS:
        return write(claims=[], started_at=timezone.now(), missing_before=timezone.now())
    if cache.get(PAUSE_KEY) or fetch_pause.turn() is not Turn.GO:
        return False
    with lease.held(name=NAME, seconds=LEASE_SECONDS) as token:
        return token is not None and _poll(monotonic() + seconds)


def minutes_unknown() -> int:
    """For how many minutes claims could not be read; 0 where all is well, or where nobody asks."""
    row = SyncWalk.objects.filter(name=NAME).first() if settings.SELLER_CENTER_CLAIMS else None
    if row is None:
        return 0
    since = timezone.now() - (row.finished_at or row.started_at)
    return int(since.total_seconds() // 60) if since > LATE else 0


def _poll(until: float) -> bool:
    state, _ = SyncWalk.objects.get_or_create(name=NAME)
    started_at = timezone.now()
    try:
        claims = [claim for status in OPEN for claim in _open(status, until) if claim.is_open_cancel]
    except SellerCenterError as error:
        logger.warning("Open claims could not be read: %s", type(error).__name__)
        cache.set(PAUSE_KEY, 1, _rest(error))
        SyncWalk.objects.filter(name=NAME).update(problem=error.sentence)
        return False
    # a claim may move from one status to the other while they are read: gone is what two readings missed
    goes_on = write(claims=claims, started_at=started_at, missing_before=state.since or started_at)
    done: dict[str, object] = {"since": started_at, "finished_at": timezone.now(), "problem": ""}
    SyncWalk.objects.filter(name=NAME).update(seen=len(claims), **done)
    return goes_on


def _open(status: str, until: float) -> Iterator[Claim]:
    """All pages. Raises a SellerCenterError, TooLate where they are too many."""
    seen = unread = 0
    for page in range(1, MOST_PAGES + 1):
        if monotonic() > until or not wait_for_people(until=until):
            raise TooLate("the claims took too long", call="claims")
        try:
            found = seller_center().list_claims(
                status=status, page=page, limit=PAGE, deadline=DEADLINE_SECONDS
            )
        except NotFound:
            if page == 1:
                raise
            break  # beyond the last page
        yield from found.claims
        seen, unread = seen + found.rows, unread + found.unread
        if not found.rows or (found.count is not None and seen >= found.count):
            break
    else:
        raise TooLate("too many claims", call="claims")
    if unread and cache.add(f"{UNREAD_KEY}:{unread}", 1, UNREAD_SECONDS):  # not each minute
        logger.warning("Claims that could not be read: %s; the others are.", unread)


def _rest(error: SellerCenterError) -> float:
    """Seconds until it is tried again."""
    if isinstance(error, NotFound):
        return ABSENT_SECONDS
    if isinstance(error, Unauthorized):
        return KEY_SECONDS
    return min(error.retry_after or LIMITED_SECONDS, ABSENT_SECONDS) if isinstance(error, Limited) else 1
