"""Feed the printers that nobody feeds: in each worker one process, a thread and a lease for each printer.

Correctness is the printer's lease alone. Any number of workers may do this; the slot only keeps it from
taking up all processes of one.
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
from packages_ui.services.printing.bell import Ears, Ring, listening
from packages_ui.services.printing.connection import Fence, Link
from packages_ui.services.printing.feeder import Feeder
from packages_ui.services.printing.ipp import IppLink
from packages_ui.services.printing.raw import RawLink

logger = logging.getLogger(__name__)
SCAN_SECONDS = 1.0  # between two looks for work, where no bell rings
ALONE = 8  # printers; for more than these another worker gets a head start
HEAD_START = 0.2  # seconds
END_SECONDS = 0.05  # between two looks whether all have ended
STUCK_SECONDS = 0.5
LINKS: dict[str, Callable[[Printer], Link]] = {"raw": RawLink, "ipp": IppLink, "agent": link_of_agent}


@dataclass
class Run:
    """One printer that this process feeds; `feeder` once there is a connection to it. `is_late`: it was
    started while another one held up the end."""

    printer: Printer
    fence: Fence
    is_late: bool
    stop: Event = field(default_factory=Event)
    woken: Event = field(default_factory=Event)
    feeder: Feeder | None = None
    thread: Thread | None = None
    stopped: float | None = None

    def end(self) -> None:
        """After the step that it is in."""
        self.stop.set()
        self.woken.set()
        self.stopped = self.stopped or monotonic()

    @property
    def is_over(self) -> bool:
        return self.thread is not None and not self.thread.is_alive()

    @property
    def is_stuck(self) -> bool:
        """Whether the step that it is in takes long: a label that is hard to draw, a printer that is slow."""
        return self.stopped is not None and monotonic() - self.stopped > STUCK_SECONDS


@dataclass
class Feeding:
    """All printers of this run. `offered`: since when another worker could have taken a printer."""

    slot: str
    on_wanted: Callable[[], object]
    on_more: Callable[[], object]
    began: float = field(default_factory=monotonic)
    runs: dict[int, Run] = field(default_factory=dict)
    offered: dict[int, float] = field(default_factory=dict)
    renewed: float = field(default_factory=monotonic)

    @property
    def left(self) -> float:
        """Seconds until the feeders are ended."""
        return self.began + settings.PRINT_RUN_SECONDS - monotonic()

    @property
    def draws_until(self) -> float:
        """A label that is not drawn by then is left to the next run."""
        return self.began + settings.PRINT_DRAW_SECONDS

    @property
    def is_open(self) -> bool:
        """Whether feeders are started: for PRINT_RUN_SECONDS, then while a printer holds up the end."""
        if self.left > 0:
            return True
        return monotonic() < self.draws_until and any(run.is_stuck for run in self.runs.values())

    @property
    def pause(self) -> float:
        """Seconds until the next look, where no bell rings."""
        if self.left <= 0:
            return END_SECONDS
        return min(self.left, HEAD_START if self.offered else SCAN_SECONDS)


def feed_printers(*, worker: str, on_wanted: Callable[[], object], on_more: Callable[[], object]) -> bool:
    """Feed what wants it for PRINT_RUN_SECONDS, longer where one printer's label takes long: the others do
    not wait for it. Whether there is more to do now. `worker` is the name of the one that this process
    belongs to. `on_wanted` is called when a label has to be fetched anew, `on_more` when more printers have
    something to do than one process feeds while others are free."""
    slot = lease.take(name=slot_name(worker), seconds=settings.PRINT_LEASE_SECONDS)
    if slot is None:
        return False
    feeding = Feeding(slot, on_wanted, on_more)
    try:
        with listening() as ears:
            _feed_all(feeding, ears)
    finally:
        _end(feeding)
    return bool(auto_pause.rested(queue.free_printers()))  # what was rung for since the last look, too


def slot_name(worker: str) -> str:
    """Of the lease that keeps a worker to one process that feeds."""
    return f"feed-{sha256(worker.encode()).hexdigest()[:32]}"


def _feed_all(feeding: Feeding, ears: Ears) -> None:
    """Until the time is up, or no printer has anything to do."""
    rung: set[Ring] = set()
    while True:
        _bury(feeding)
        if Ring.LABELS in rung:
            _wake(run for run in feeding.runs.values() if run.feeder and run.feeder.awaits)
        if not feeding.is_open:
            feeding.offered = {}
        elif Ring.WORK in rung or not rung:
            _share_out(feeding, list(queue.printers_with_work()))
        _wind_down(feeding)
        if not feeding.runs and not feeding.offered:
            return
        rung = ears.wait(feeding.pause)
        _renew(feeding)


def _wind_down(feeding: Feeding) -> None:
    """End those that have run since before the end; the others too, once nobody holds it up."""
    if feeding.left > 0:
        return
    late = feeding.is_open
    for run in feeding.runs.values():
        if not (late and run.is_late):
            run.end()


def _share_out(feeding: Feeding, printers: list[Printer]) -> None:
    """Whoever rests goes on where there is work; printers that nobody feeds are taken, as many as one process
    can do well. The others are offered to other workers, and taken when none comes."""
    for one in printers:
        if (run := feeding.runs.get(one.pk)) and run.feeder:
            run.feeder.nudge()
    others = [one for one in printers if one.pk not in feeding.runs]
    free, now = auto_pause.rested(queue.free(others)), monotonic()
    room = max(ALONE - len(feeding.runs), 0)
    offered = {one.pk: feeding.offered.get(one.pk, now) for one in free[room:]}
    if offered and not feeding.offered:
        feeding.on_more()
    for printer in free:
        if offered.get(printer.pk, 0) <= now - HEAD_START:
            _start(feeding, printer)
    feeding.offered = {pk: since for pk, since in offered.items() if pk not in feeding.runs}


def _start(feeding: Feeding, printer: Printer) -> None:
    asked = clock()
    token = lease.take(name=ledger.lease_name(printer.pk), seconds=settings.PRINT_LEASE_SECONDS)
    if token is None:
        return
    run = Run(printer, Fence.around(token, asked=asked), is_late=feeding.left <= 0)
    feeding.runs[printer.pk] = run
    run.thread = Thread(target=_feed, args=(run, feeding), name=f"printer-{printer.pk}")
    run.thread.start()


def _feed(run: Run, feeding: Feeding) -> None:
    try:
        link = LINKS[run.printer.kind](run.printer)
        link.draws_until = feeding.draws_until
        run.feeder = Feeder(link, run.fence, run.stop, feeding.on_wanted, run.woken)
        run.feeder.run()
    except Exception:  # the row says what is true; the sweep starts the feeder again
        logger.exception("The feeder of printer %s ended.", run.printer.pk)
        auto_pause.note_failure(run.printer)
    else:
        auto_pause.note_success(run.printer)
    finally:
        connection.close()


def _bury(feeding: Feeding) -> None:
    for printer_id, run in list(feeding.runs.items()):
        if run.is_over:
            lease.release(token=feeding.runs.pop(printer_id).fence.token)


def _renew(feeding: Feeding) -> None:
    if monotonic() - feeding.renewed < settings.PRINT_LEASE_SECONDS / 6:
        return
    feeding.renewed = monotonic()
    lease.renew(token=feeding.slot, seconds=settings.PRINT_LEASE_SECONDS)
    for run in feeding.runs.values():
        asked = clock()
        if lease.renew(token=run.fence.token, seconds=settings.PRINT_LEASE_SECONDS):
            run.fence.renewed(asked=asked)


def _end(feeding: Feeding) -> None:
    """Also when the soft time limit struck: no thread outlives its lease."""
    for run in feeding.runs.values():
        run.end()
    for run in feeding.runs.values():
        if run.thread:
            run.thread.join(settings.PRINT_STEP_SECONDS)
        if run.is_over:
            lease.release(token=run.fence.token)
    lease.release(token=feeding.slot)


def _wake(runs: Iterable[Run]) -> None:
    for run in runs:
        run.woken.set()
