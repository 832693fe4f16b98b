"""Fetch requested labels: claim rows, call Seller Center from several threads, save the results.

A worker holds one of a few fetch slots (leases in the database); the rows it claims carry the slot's token.
When it dies its lease expires and `sweep` requeues the rows. Fetching twice does no harm.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic, sleep

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services import lease
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches.fetch_pause import Turn
from packages_ui.services.batches.fetched import Fetched, Written, fetch_one, write
from packages_ui.services.locks import lock_batches
from packages_ui.services.packages import package_cache
from packages_ui.services.printing.bell import FETCHERS, listening
from packages_ui.services.printing.progress import FOR_BROWSER

logger = logging.getLogger(__name__)
State = PrintJob.State

SLOTS = 1
SLOT_NAMES = tuple(f"fetch-{number}" for number in range(SLOTS))
RENEW_SECONDS = settings.FETCH_LEASE_SECONDS / 4
HEAD_START_SECONDS = 0.03
GATHER_SECONDS = 0.02  # responses that come together are saved together
OUTAGES_BEFORE_PAUSE = 8


@dataclass
class Slot:
    """One fetch slot while it is held: labels that are requested and not yet saved."""

    token: str
    threads: int
    on_settled: Callable[[int], object]
    on_ready: Callable[[], object]
    until: float
    requested: dict[Future[Fetched], PrintJob] = field(default_factory=dict)
    renewed: float = field(default_factory=monotonic)
    outages: int = 0
    unanswered: int = 0
    stop: bool = False
    trying: bool = False  # the key, with one label, before the others are requested
    key_refused: bool = False
    patient_since: datetime | None = None


def fetch_labels(
    *,
    on_settled: Callable[[int], object],
    on_ready: Callable[[], object] = lambda: None,
    seconds: float = 10,
    linger: float = 0,
) -> bool:
    """Fetch wanted rows for at most about `seconds`; with none left, wait up to `linger` seconds for a ring.
    `on_settled` gets the id of each batch for a browser in which nothing waits any more; `on_ready` is called
    when labels were fetched. Whether wanted rows may be left. Raises nothing for a label's fault."""
    token = _take_slot()
    if token is None:
        return False
    threads = max(settings.LABELS_IN_FLIGHT // SLOTS, 1)
    until = monotonic() + seconds
    slot = Slot(token=token, threads=threads, on_settled=on_settled, on_ready=on_ready, until=until)
    with _held(slot):
        turn = fetch_pause.turn()
        if turn is Turn.WAIT:
            return False
        slot.trying, slot.patient_since = turn is Turn.TRY, fetch_pause.last_ended()
        with ThreadPoolExecutor(threads, thread_name_prefix="fetch") as pool, listening(FETCHERS) as listener:
            _fetch(slot, pool)
            while _may_linger(slot) and listener.wait(min(linger, slot.until - monotonic())):
                _fetch(slot, pool)
    may_go_on = not slot.outages and not slot.key_refused
    return may_go_on and wanted().exists()


def wanted() -> QuerySet[PrintJob]:
    """Rows that may be requested now: a label that its carrier had not made yet waits for a while."""
    rows = PrintJob.objects.filter(state=State.WANTED)
    return rows.filter(Q(due_at=None) | Q(due_at__lte=timezone.now()))


def _fetch(slot: Slot, pool: ThreadPoolExecutor) -> None:
    while _fill(slot, pool):
        _collect(slot)


def _may_linger(slot: Slot) -> bool:
    """Not where rows are still claimed without a response: they are requeued at the end."""
    return not slot.stop and not slot.trying and not slot.unanswered and monotonic() < slot.until


def _take_slot() -> str | None:
    for name in SLOT_NAMES:
        if token := lease.take(name=name, seconds=settings.FETCH_LEASE_SECONDS):
            return token
    return None


@contextmanager
def _held(slot: Slot) -> Iterator[None]:
    """Whatever happens, rows claimed and not saved are requeued and the slot is free again."""
    try:
        yield
    finally:
        lease.drop_broken_connection()
        requeue(PrintJob.objects.filter(state=State.FETCHING, claim=slot.token))
        lease.release(token=slot.token)


def requeue(jobs: QuerySet[PrintJob]) -> None:
    """fetching → wanted: their fetcher is gone."""
    claimed = jobs.filter(state=State.FETCHING)
    if claimed.exists():
        with transaction.atomic():
            lock_batches(claimed)
            claimed.update(state=State.WANTED, claim="")


def _fill(slot: Slot, pool: ThreadPoolExecutor) -> bool:
    """Keep every thread busy and a few rows queued. False when no request is running any more."""
    _renew(slot)
    room = (1 if slot.trying else 2 * slot.threads) - len(slot.requested)
    if room >= (1 if slot.trying else slot.threads // 2) and not slot.stop and monotonic() < slot.until:
        jobs = _claim(slot, room)
        head_start = len(jobs) > 1 and not slot.requested
        for job in jobs:
            slot.requested[pool.submit(fetch_one, job)] = job
            if head_start:  # its response need not queue behind the others': a printer may wait for it
                sleep(HEAD_START_SECONDS)
                head_start = False
    return bool(slot.requested)


def _renew(slot: Slot) -> None:
    if monotonic() - slot.renewed < RENEW_SECONDS:
        return
    slot.renewed = monotonic()
    close_old_connections()
    if not lease.renew(token=slot.token, seconds=settings.FETCH_LEASE_SECONDS):
        logger.warning("A fetch lease ran out while it was held; its rows go to the next worker.")
        slot.stop = True


def _claim(slot: Slot, room: int) -> list[PrintJob]:
    """Up to `room` wanted rows, the first positions of all batches first."""
    rows = wanted().order_by("position", "id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    with transaction.atomic():
        # read first: inside the UPDATE, PostgreSQL may run a limited subquery more than once
        jobs = list(rows[:room])
        mine = PrintJob.objects.filter(pk__in=[job.pk for job in jobs], state=State.WANTED)
        if jobs and mine.update(state=State.FETCHING, claim=slot.token, fetching_at=timezone.now()) < len(
            jobs
        ):
            raise RuntimeError("wanted rows changed while they were locked")
    _note_fingerprints(jobs)
    for job in jobs:
        job.wanted_at = max(job.wanted_at, slot.patient_since or job.wanted_at)
    return jobs


def _note_fingerprints(jobs: list[PrintJob]) -> None:
    """A label is later compared with its package as it was when the label was requested."""
    now = package_cache.of(numbers=[job.package_number for job in jobs])
    for job in jobs:
        if job.package_number in now:
            job.fingerprint = now[job.package_number].fingerprint


def _collect(slot: Slot) -> None:
    if not wait(slot.requested, timeout=RENEW_SECONDS, return_when=FIRST_COMPLETED).done:
        return
    if not any(job.position == 1 for future, job in slot.requested.items() if future.done()):
        sleep(GATHER_SECONDS)  # but a batch's first label is saved at once: a printer may wait for it
    done = [future for future in slot.requested if future.done()]
    results = [future.result() for future in done]
    for future in done:
        del slot.requested[future]
    written = write(results, token=slot.token)
    slot.on_ready()
    slot.unanswered += written.outages
    slot.outages = slot.outages + written.outages if written.outages == len(results) else 0
    _note_the_key(slot, written)
    slot.stop = slot.stop or slot.key_refused or slot.outages >= OUTAGES_BEFORE_PAUSE
    for batch_id in _to_join(written.settled):
        slot.on_settled(batch_id)


def _to_join(batch_ids: Sequence[int]) -> list[int]:
    """Batches for a printer are not joined."""
    if not batch_ids:
        return []
    for_browser = LabelBatch.objects.filter(FOR_BROWSER, pk__in=batch_ids).order_by("pk")
    return list(for_browser.values_list("pk", flat=True))


def _note_the_key(slot: Slot, written: Written) -> None:
    """Whether Seller Center accepts the key: while it is tried, an outage proves nothing."""
    if written.key_refused:
        slot.key_refused = True
        fetch_pause.refused(sentence=written.key_refused)
    elif slot.trying and written.outages:
        slot.stop = True
    elif slot.trying:
        slot.trying = False
        fetch_pause.works()
        slot.patient_since = fetch_pause.last_ended()
