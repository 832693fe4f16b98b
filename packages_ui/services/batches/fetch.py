"""Fetch wanted labels: claim rows, ask Seller Center from several threads, write what came.

A worker holds one of a few fetch slots (leases in the database); the rows it claims bear the slot's token.
When it dies its lease runs out and `sweep` gives the rows back. Fetching twice does no harm.
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
GATHER_SECONDS = 0.02  # answers that come together are written together
OUTAGES_BEFORE_PAUSE = 8


@dataclass
class Slot:
    """One fetch slot while it is held: what is asked and not yet written."""

    token: str
    threads: int
    on_settled: Callable[[int], object]
    on_ready: Callable[[], object]
    until: float
    asked: dict[Future[Fetched], PrintJob] = field(default_factory=dict)
    renewed: float = field(default_factory=monotonic)
    outages: int = 0
    unanswered: int = 0
    stop: bool = False
    trying: bool = False  # the key, with one label, before the others are asked for
    key_refused: bool = False
    patient_since: datetime | None = None


def fetch_labels(
    *,
    on_settled: Callable[[int], object],
    on_ready: Callable[[], object] = lambda: None,
    seconds: float = 10,
    linger: float = 0,
) -> bool:
    """Fetch what is wanted, for at most about `seconds`; when nothing is, stay so long until it is rung for
    more. `on_settled` gets the id of each batch for a browser in which nothing waits any more; `on_ready` is
    called when labels have come. Returns whether wanted rows may be left. Raises nothing for a label's
    fault."""
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
        with ThreadPoolExecutor(threads, thread_name_prefix="fetch") as pool, listening(FETCHERS) as ears:
            _fetch(slot, pool)
            while _may_linger(slot) and ears.wait(min(linger, slot.until - monotonic())):
                _fetch(slot, pool)
    may_go_on = not slot.outages and not slot.key_refused
    return may_go_on and wanted().exists()


def wanted() -> QuerySet[PrintJob]:
    """What may be asked for now: a label that its carrier had not made yet is left alone for a while."""
    rows = PrintJob.objects.filter(state=State.WANTED)
    return rows.filter(Q(due_at=None) | Q(due_at__lte=timezone.now()))


def _fetch(slot: Slot, pool: ThreadPoolExecutor) -> None:
    while _fill(slot, pool):
        _collect(slot)


def _may_linger(slot: Slot) -> bool:
    """Not where rows are claimed still that had no answer: they are given back at the end."""
    return not slot.stop and not slot.trying and not slot.unanswered and monotonic() < slot.until


def _take_slot() -> str | None:
    for name in SLOT_NAMES:
        if token := lease.take(name=name, seconds=settings.FETCH_LEASE_SECONDS):
            return token
    return None


@contextmanager
def _held(slot: Slot) -> Iterator[None]:
    """Whatever happens, rows claimed and not written go back and the slot is free again."""
    try:
        yield
    finally:
        give_back(PrintJob.objects.filter(state=State.FETCHING, claim=slot.token))
        lease.release(token=slot.token)


def give_back(jobs: QuerySet[PrintJob]) -> None:
    """fetching → wanted: nobody fetches them any more."""
    claimed = jobs.filter(state=State.FETCHING)
    if claimed.exists():
        with transaction.atomic():
            lock_batches(claimed)
            claimed.update(state=State.WANTED, claim="")


def _fill(slot: Slot, pool: ThreadPoolExecutor) -> bool:
    """Keep every thread busy and a few rows in hand. False when nothing is under way any more."""
    _renew(slot)
    room = (1 if slot.trying else 2 * slot.threads) - len(slot.asked)
    if room >= (1 if slot.trying else slot.threads // 2) and not slot.stop and monotonic() < slot.until:
        jobs = _claim(slot, room)
        head_start = len(jobs) > 1 and not slot.asked
        for job in jobs:
            slot.asked[pool.submit(fetch_one, job)] = job
            if head_start:  # its answer need not queue with the others': a printer may wait for it
                sleep(HEAD_START_SECONDS)
                head_start = False
    return bool(slot.asked)


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
            raise RuntimeError("wanted rows were taken by somebody else while they were locked")
    _note_what_is_known(jobs)
    for job in jobs:
        job.wanted_at = max(job.wanted_at, slot.patient_since or job.wanted_at)
    return jobs


def _note_what_is_known(jobs: list[PrintJob]) -> None:
    """A label is compared later with what its package was when the label was asked for."""
    now = package_cache.of(numbers=[job.package_number for job in jobs])
    for job in jobs:
        if job.package_number in now:
            job.fingerprint = now[job.package_number].fingerprint


def _collect(slot: Slot) -> None:
    if not wait(slot.asked, timeout=RENEW_SECONDS, return_when=FIRST_COMPLETED).done:
        return
    if not any(job.position == 1 for future, job in slot.asked.items() if future.done()):
        sleep(GATHER_SECONDS)  # but a batch's first label is not kept waiting: a printer may wait for it
    done = [future for future in slot.asked if future.done()]
    results = [future.result() for future in done]
    for future in done:
        del slot.asked[future]
    outcome = write(results, token=slot.token)
    slot.on_ready()
    slot.unanswered += outcome.outages
    slot.outages = slot.outages + outcome.outages if outcome.outages == len(results) else 0
    _note_the_key(slot, outcome)
    slot.stop = slot.stop or slot.key_refused or slot.outages >= OUTAGES_BEFORE_PAUSE
    for batch_id in _to_join(outcome.settled):
        slot.on_settled(batch_id)


def _to_join(batch_ids: Sequence[int]) -> list[int]:
    """What goes to a printer is not joined."""
    if not batch_ids:
        return []
    for_browser = LabelBatch.objects.filter(FOR_BROWSER, pk__in=batch_ids).order_by("pk")
    return list(for_browser.values_list("pk", flat=True))


def _note_the_key(slot: Slot, outcome: Written) -> None:
    """Whether Seller Center accepts it: while that is tried, an outage tells nothing."""
    if outcome.key_refused:
        slot.key_refused = True
        fetch_pause.refused(sentence=outcome.key_refused)
    elif slot.trying and outcome.outages:
        slot.stop = True
    elif slot.trying:
        slot.trying = False
        fetch_pause.works()
        slot.patient_since = fetch_pause.last_ended()
