"""Send the status changes that are due: one sender at a time, a few packages at once, oldest first.

A row is claimed with the token of the sender's lease; when the sender dies, `give_back` makes it wanted
again. Sending twice does no harm: the package is read first.
"""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import random
from time import monotonic

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.models import StatusChange
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services import lease
from packages_ui.services.mirror.keep import doubt
from packages_ui.services.status_changes.send_one import Sent, send_one
from packages_ui.services.status_changes.status_changes import LIVE

State = StatusChange.State
LEASE = "status-changes"
LEASE_SECONDS = 15
RENEW_SECONDS = 3
AT_ONCE = 4
FIRST_WAIT, LONGEST_WAIT = 5, 60  # seconds
AWAYS_BEFORE_PAUSE = 2 * AT_ONCE  # one package that makes the server fail must not stop the others


@dataclass(slots=True)
class Run:
    """One sender under its lease."""

    token: str
    until: float
    under_way: set[Future[Sent]] = field(default_factory=set)
    aways: int = 0
    stop: bool = False


def send_wanted(*, seconds: float = 10) -> bool:
    """Send what is due, for at most about `seconds`. True when there is more that could be sent at once."""
    with lease.held(name=LEASE, seconds=LEASE_SECONDS) as token:
        if token is None:
            return False
        run = Run(token, monotonic() + seconds)
        with _claims_of(run), ThreadPoolExecutor(AT_ONCE, thread_name_prefix="status") as pool:
            while _fill(run, pool):
                _collect(run)
    return not run.stop and is_due()


def is_due() -> bool:
    """Whether anything can be sent now."""
    return bool(ANY_DUE.rows(now=timezone.now()))


def due(now: datetime) -> QuerySet[StatusChange]:
    """What can be sent. Shipped waits until nothing is left to become Ready to Ship."""
    wanted = StatusChange.objects.filter(state=State.WANTED, due_at__lte=now)
    before = StatusChange.objects.filter(
        package_number=OuterRef("package_number"), status=PackageStatus.READY_TO_SHIP, state__in=LIVE
    )
    return wanted.filter(Q(status=PackageStatus.READY_TO_SHIP) | ~Exists(before)).order_by("due_at", "id")


def give_back() -> int:
    """Rows that a dead sender had claimed are wanted again; how many."""
    abandoned = StatusChange.objects.filter(state=State.SENDING).exclude(claim__in=lease.live_tokens())
    return abandoned.update(state=State.WANTED, claim="")


@contextmanager
def _claims_of(run: Run) -> Iterator[None]:
    """Whatever happens, claimed rows go back."""
    try:
        yield
    finally:
        lease.drop_broken_connection()
        StatusChange.objects.filter(state=State.SENDING, claim=run.token).update(state=State.WANTED, claim="")


def _fill(run: Run, pool: ThreadPoolExecutor) -> bool:
    """Keep all threads busy. False when nothing is under way any more."""
    if not lease.renew(token=run.token, seconds=LEASE_SECONDS):
        run.stop = True
    room = AT_ONCE - len(run.under_way)
    if room and not run.stop and monotonic() < run.until:
        run.under_way.update(pool.submit(send_one, change) for change in _claim(run, room))
    return bool(run.under_way)


def _claim(run: Run, room: int) -> list[StatusChange]:
    """Row by row: another process may have taken one in the meantime."""
    claimed = []
    for change in due(timezone.now())[:room]:
        mine = StatusChange.objects.filter(pk=change.pk, state=State.WANTED)
        if mine.update(state=State.SENDING, claim=run.token, attempts=F("attempts") + 1):
            change.attempts += 1
            claimed.append(change)
    return claimed


def _collect(run: Run) -> None:
    done, run.under_way = wait(run.under_way, timeout=RENEW_SECONDS, return_when=FIRST_COMPLETED)
    for future in done:
        sent = future.result()
        _write(run, sent)
        run.aways = run.aways + 1 if sent.away else 0
    run.stop = run.stop or run.aways >= AWAYS_BEFORE_PAUSE


def _write(run: Run, sent: Sent) -> None:
    now = timezone.now()
    mine = StatusChange.objects.filter(pk=sent.change.pk, state=State.SENDING, claim=run.token)
    fields: dict[str, object] = {"state": sent.state, "claim": "", "sentence": sent.sentence}
    if sent.state == State.WANTED:
        fields["due_at"] = now + (sent.wait or _wait(sent.change.attempts))
    if sent.state == State.SENT:
        fields["sent_at"] = now
        doubt(numbers=[sent.change.package_number])
    mine.update(**fields)


def _wait(attempts: int) -> timedelta:
    """5 seconds, doubling to 60; half of it is random so that not all are tried at the same moment."""
    longest = min(FIRST_WAIT * 2 ** min(attempts - 1, 8), LONGEST_WAIT)
    return timedelta(seconds=longest * (1 + random()) / 2)  # noqa: S311 - not a secret


ANY_DUE = Compiled(lambda now: due(now).order_by().values_list("pk")[:1])
