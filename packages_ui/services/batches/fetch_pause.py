"""When background work pauses. While Seller Center refuses our access key (401), no labels are fetched,
requests are kept, and the key is tried again at growing intervals until it works. And background work yields
to people: it waits while they wait, and uses a part of one core."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from time import monotonic, process_time, sleep

from django.db.models import F, QuerySet
from django.utils import timezone

from packages_ui.messages import batches as messages
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Document, FetchPause, PrintJob
from packages_ui.services.printing.progress import forget_head

logger = logging.getLogger(__name__)
NAME = "labels"
FIRST, LONGEST = timedelta(seconds=5), timedelta(seconds=60)  # until the key is tried again
SHARE = 0.25  # of one core, at most
CHECK_SECONDS = 0.1
LONGEST_PAUSE = 1.0


class Turn(Enum):
    """GO: nothing is paused. TRY: this worker tries the key with one call. WAIT: no calls now."""

    GO = auto()
    TRY = auto()
    WAIT = auto()


def turn() -> Turn:
    """A worker that gets TRY has to call `works` or `refused`; where it can do neither, the next try comes
    later."""
    row = _lasting().first()
    if row is None:
        return Turn.GO
    now = timezone.now()
    if row.due_at > now:
        return Turn.WAIT
    mine = _lasting().filter(due_at=row.due_at)
    return Turn.TRY if mine.update(due_at=now + _pause(row.tries), tries=F("tries") + 1) else Turn.WAIT


def refused(*, sentence: Message | str) -> None:
    """A call was refused for its key: the pause begins, or continues."""
    now = timezone.now()
    begun = {"since": now, "due_at": now + FIRST, "tries": 1, "sentence": sentence, "ended_at": None}
    row, made = FetchPause.objects.get_or_create(name=NAME, defaults=begun)
    ended = FetchPause.objects.filter(pk=row.pk, ended_at__isnull=False)
    if made or ended.update(**begun):
        logger.error("Seller Center refuses the access key: no labels are fetched until it works again.")
        forget_head()


def works() -> None:
    """A call was not refused for its key: the pause is over."""
    if _lasting().update(ended_at=timezone.now()):
        logger.warning("Seller Center accepts the access key again: labels are fetched.")
        forget_head()


def is_on() -> bool:
    return _lasting().exists()


def last_ended() -> datetime | None:
    """Until then nothing was requested: rows that waited must not be given up for that."""
    rows = FetchPause.objects.filter(name=NAME)
    return rows.values_list("ended_at", flat=True).first()


def notice() -> Message:
    """What every page shows while labels wait for the key; empty where none does."""
    row = _lasting().first()
    if row is None or not PrintJob.objects.filter(state__in=PrintJob.WAITING).exists():
        return NOTHING
    local = timezone.localtime(row.since)
    today = local.date() == timezone.localdate()
    return messages.KEY_REFUSED(since=local.strftime("%H:%M" if today else "%d.%m.%Y %H:%M"))


def _lasting() -> QuerySet[FetchPause]:
    return FetchPause.objects.filter(name=NAME, ended_at=None)


def _pause(tries: int) -> timedelta:
    """5 s, 10 s, 20 s, 40 s, then a minute."""
    return min(FIRST * (1 << min(tries, 10)), LONGEST)


def somebody_waits() -> bool:
    """Whether labels that a person waits for are being fetched: not while Seller Center refuses our key."""
    return PrintJob.objects.filter(state__in=PrintJob.WAITING).exists() and not is_on()


def document_waits() -> bool:
    """Whether a document is requested: this process may be the one that has to make it."""
    return Document.objects.filter(state=Document.State.WANTED).exists()


def wait_for_people(*, until: float) -> bool:
    """Until no person waits for a label, `until` (of monotonic()) at the latest; whether that came true."""
    while somebody_waits():
        if monotonic() >= until:
            return False
        sleep(CHECK_SECONDS)
    return True


@dataclass
class Budget:
    """The CPU time of this process, all threads together, since it was made."""

    began: float = field(default_factory=monotonic)
    spent: float = field(default_factory=process_time)

    def pause(self) -> None:
        """Sleep until no more than SHARE of the time was spent on the CPU, a second at most."""
        over = (process_time() - self.spent) / SHARE - (monotonic() - self.began)
        if over > 0:
            sleep(min(over, LONGEST_PAUSE))
