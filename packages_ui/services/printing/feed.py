"""Feed printers that have no feeder: in each worker one process, with a thread and a lease for each printer.

Correctness depends on the printer's lease alone. Any number of workers may do this; the slot only keeps it
from occupying all processes of one worker.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event, Thread
from time import monotonic

from django.conf import settings
from django.db import connection

from packages_ui.models import Printer
from packages_ui.printers.line import clock
from packages_ui.services import lease
from packages_ui.services.printing import auto_pause, ledger, queue
from packages_ui.services.printing.agent_pages import link_of_agent
from packages_ui.services.printing.bell import Listener, Ring, listening
from packages_ui.services.printing.connection import LeaseGuard, PrinterConnection
from packages_ui.services.printing.feeder import Feeder
from packages_ui.services.printing.ipp import IppConnection
from packages_ui.services.printing.raw import RawConnection

logger = logging.getLogger(__name__)
SCAN_SECONDS = 1.0  # between two searches for work, where no bell rings
ALONE = 8  # printers; for more than these another worker gets a head start
HEAD_START = 0.2  # seconds
END_SECONDS = 0.05  # between two checks whether all have ended
STUCK_SECONDS = 0.5
CONNECTIONS: dict[str, Callable[[Printer], PrinterConnection]] = {
    "raw": RawConnection,
    "ipp": IppConnection,
    "agent": link_of_agent,
}


@dataclass
class Run:
    """One printer that this process feeds; `feeder` once its thread has started. `is_late`: it was started
    while another one delayed the end."""

    printer: Printer
    guard: LeaseGuard
    is_late: bool
    stop: Event = field(default_factory=Event)
    woken: Event = field(default_factory=Event)
    feeder: Feeder | None = None
    thread: Thread | None = None
    stopped: float | None = None

    def end(self) -> None:
        """After its current step."""
        self.stop.set()
        self.woken.set()
        self.stopped = self.stopped or monotonic()

    @property
    def is_over(self) -> bool:
        return self.thread is not None and not self.thread.is_alive()

    @property
    def is_stuck(self) -> bool:
        """Whether its current step takes long: a label that is hard to draw, or a slow printer."""
        return self.stopped is not None and monotonic() - self.stopped > STUCK_SECONDS


@dataclass
class Feeding:
    """All printers of this run. `slot` is empty once another process of this worker may feed too. `offered`:
    since when another worker could have taken a printer."""

    slot: str
    on_wanted: Callable[[], object]
    on_more: Callable[[], object]
    began: float
    runs: dict[int, Run] = field(default_factory=dict)
    offered: dict[int, float] = field(default_factory=dict)
    renewed: float = field(init=False)

    def __post_init__(self) -> None:
        self.renewed = self.began

    @property
    def left(self) -> float:
        """Seconds until the feeders are ended."""
        return self.began + settings.PRINT_RUN_SECONDS - monotonic()

    @property
    def draws_until(self) -> float:
        """Labels that are not drawn by then are left to the next run."""
        return self.began + settings.PRINT_DRAW_SECONDS

    @property
    def is_open(self) -> bool:
        """Whether feeders are started: for PRINT_RUN_SECONDS, then while a printer delays the end."""
        return self.left > 0 or (monotonic() < self.draws_until and self.is_delayed)

    @property
    def is_delayed(self) -> bool:
        return any(run.is_stuck for run in self.runs.values())

    @property
    def is_over(self) -> bool:
        """Whether it waits no longer: a step that draws until it must may still send afterwards."""
        return monotonic() > self.draws_until + settings.PRINT_STEP_SECONDS

    @property
    def pause(self) -> float:
        """Seconds until the next search for work, where no bell rings."""
        if self.left <= 0:
            return HEAD_START if self.is_open else END_SECONDS
        return min(self.left, HEAD_START if self.offered else SCAN_SECONDS)


def feed_printers(*, worker: str, on_wanted: Callable[[], object], on_more: Callable[[], object]) -> bool:
    """Feed printers with work for PRINT_RUN_SECONDS, longer where one label takes long: the other printers do
    not wait for it. No signal ends it: that could come in the middle of a statement, or of a label. Whether
    there is more to do now.

    `worker` is the name of the worker that this process belongs to. `on_wanted` is called when a label has to
    be fetched again, `on_more` when another process is to help: there are more printers with work than one
    feeds while others are free, or this one only waits for its last labels."""
    slot = lease.take(name=slot_name(worker), seconds=settings.PRINT_LEASE_SECONDS)
    if slot is None:
        return False
    feeding = Feeding(slot, on_wanted, on_more, began=monotonic())
    try:
        with listening() as listener:
            _feed_all(feeding, listener)
    finally:
        _end(feeding)
    return bool(auto_pause.rested(queue.free_printers()))  # including what rang since the last search


def slot_name(worker: str) -> str:
    """The name of the lease that limits a worker to one feeding process."""
    return f"feed-{sha256(worker.encode()).hexdigest()[:32]}"


def _feed_all(feeding: Feeding, listener: Listener) -> None:
    """Until the time is up, or no printer has anything to do."""
    rung: set[Ring] = set()
    while True:
        _remove_ended(feeding)
        if Ring.LABELS in rung:
            _wake(run for run in feeding.runs.values() if run.feeder and run.feeder.awaits)
        if not feeding.is_open:
            feeding.offered = {}
        elif Ring.WORK in rung or not rung:
            _share_out(feeding, list(queue.printers_with_work()))
        _wind_down(feeding)
        if feeding.is_over or not (feeding.runs or feeding.offered):
            return
        rung = listener.wait(feeding.pause)
        _renew(feeding)


def _wind_down(feeding: Feeding) -> None:
    """End those that were started in time; the others too, once nothing delays the end."""
    if feeding.left > 0:
        return
    late = feeding.is_open
    for run in feeding.runs.values():
        if not (late and run.is_late):
            run.end()
    if not late and feeding.is_delayed:
        _hand_over(feeding)


def _hand_over(feeding: Feeding) -> None:
    """Another process of this worker goes on with the other printers, while this one waits for last steps."""
    if feeding.slot:
        lease.release(token=feeding.slot)
        feeding.slot = ""
        feeding.on_more()


def _share_out(feeding: Feeding, printers: list[Printer]) -> None:
    """Nudge the feeders of printers with work; take printers without a feeder, as many as one process can do
    well. The others are offered to other workers, and taken when none comes."""
    for printer in printers:
        if (run := feeding.runs.get(printer.pk)) and run.feeder:
            run.feeder.nudge()
    others = [printer for printer in printers if printer.pk not in feeding.runs]
    free, now = auto_pause.rested(queue.free(others)), monotonic()
    room = max(ALONE - len(feeding.runs), 0)
    offered = {printer.pk: feeding.offered.get(printer.pk, now) for printer in free[room:]}
    if offered and not feeding.offered:
        feeding.on_more()
    for printer in free:
        if offered.get(printer.pk, 0) <= now - HEAD_START:
            _start(feeding, printer)
    feeding.offered = {pk: since for pk, since in offered.items() if pk not in feeding.runs}


def _start(feeding: Feeding, printer: Printer) -> None:
    requested_at = clock()
    token = lease.take(name=ledger.lease_name(printer.pk), seconds=settings.PRINT_LEASE_SECONDS)
    if token is None:
        return
    run = Run(printer, LeaseGuard.around(token, requested_at=requested_at), is_late=feeding.left <= 0)
    feeding.runs[printer.pk] = run
    run.thread = Thread(target=_feed, args=(run, feeding), name=f"printer-{printer.pk}")
    run.thread.start()


def _feed(run: Run, feeding: Feeding) -> None:
    try:
        conn = CONNECTIONS[run.printer.kind](run.printer)
        conn.draws_until = feeding.draws_until
        run.feeder = Feeder(conn, run.guard, run.stop, feeding.on_wanted, run.woken)
        run.feeder.run()
    except Exception:  # the rows are the truth; the sweep starts the feeder again
        logger.exception("The feeder of printer %s ended.", run.printer.pk)
        auto_pause.note_failure(run.printer)
    else:
        auto_pause.note_success(run.printer)
    finally:
        connection.close()


def _remove_ended(feeding: Feeding) -> None:
    """In one statement, however many they are: where the machine is slow, many end at once."""
    ended = {printer_id: run.guard.token for printer_id, run in feeding.runs.items() if run.is_over}
    lease.release_all(tokens=list(ended.values()))
    for printer_id in ended:
        del feeding.runs[printer_id]


def _renew(feeding: Feeding) -> None:
    if monotonic() - feeding.renewed < settings.PRINT_LEASE_SECONDS / 6:
        return
    feeding.renewed = monotonic()
    if feeding.slot:
        lease.renew(token=feeding.slot, seconds=settings.PRINT_LEASE_SECONDS)
    for run in feeding.runs.values():
        requested_at = clock()
        if lease.renew(token=run.guard.token, seconds=settings.PRINT_LEASE_SECONDS):
            run.guard.renewed(requested_at=requested_at)


def _end(feeding: Feeding) -> None:
    """Also after an error. A thread that does not end in time keeps its printer until the lease is over: it
    sends nothing after that."""
    for run in feeding.runs.values():
        run.end()
    until = monotonic() + settings.PRINT_STEP_SECONDS
    for run in feeding.runs.values():
        if run.thread:
            run.thread.join(max(until - monotonic(), 0))
    ended = [run.guard.token for run in feeding.runs.values() if run.is_over]
    lease.release_all(tokens=[token for token in (*ended, feeding.slot) if token])


def _wake(runs: Iterable[Run]) -> None:
    for run in runs:
        run.woken.set()
