"""Feed all printers that have something to print: one process, a thread and a lease for each printer.

Correctness is the printer's lease; the slot only keeps one process from doing what another does already.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic, sleep

from django.conf import settings

from packages_ui.models import Printer
from packages_ui.printers.line import clock
from packages_ui.services import lease
from packages_ui.services.printing import ledger, queue
from packages_ui.services.printing.feeder import Feeder
from packages_ui.services.printing.fence import Fence
from packages_ui.services.printing.ipp_link import IppLink
from packages_ui.services.printing.link import Link
from packages_ui.services.printing.raw_link import RawLink

logger = logging.getLogger(__name__)
SLOT = "feed"
SCAN_SECONDS = 0.05
STUCK_SECONDS = 0.5
LINKS: dict[str, Callable[[Printer], Link]] = {"raw": RawLink, "ipp": IppLink}


@dataclass
class Run:
    """One printer that this process feeds; `is_late`: it was started while another one held up the end."""

    fence: Fence
    thread: Thread
    stop: Event
    is_late: bool
    stopped: float | None = None

    def end(self) -> None:
        """After the step that it is in."""
        self.stop.set()
        self.stopped = self.stopped or monotonic()

    @property
    def is_stuck(self) -> bool:
        """Whether the step that it is in takes long: a label that is hard to draw, a printer that is slow."""
        return self.stopped is not None and monotonic() - self.stopped > STUCK_SECONDS


@dataclass
class Feeding:
    """All printers of this run."""

    slot: str
    on_wanted: Callable[[], object]
    began: float = field(default_factory=monotonic)
    runs: dict[int, Run] = field(default_factory=dict)
    renewed: float = field(default_factory=monotonic)

    @property
    def draws_until(self) -> float:
        """A label that is not drawn by then is left to the next run."""
        return self.began + settings.PRINT_DRAW_SECONDS

    @property
    def is_open(self) -> bool:
        """Whether feeders are started: for PRINT_RUN_SECONDS, then while a printer holds up the end."""
        now = monotonic()
        if now < self.began + settings.PRINT_RUN_SECONDS:
            return True
        return now < self.draws_until and any(run.is_stuck for run in self.runs.values())


def feed_printers(*, on_wanted: Callable[[], object]) -> bool:
    """Feed what wants it for PRINT_RUN_SECONDS, longer where one printer's label takes long: the others do
    not wait for it. Whether there is more to do now. `on_wanted` is called when a label has to be fetched
    anew."""
    slot = lease.take(name=SLOT, seconds=settings.PRINT_LEASE_SECONDS)
    if slot is None:
        return False
    feeding = Feeding(slot, on_wanted)
    try:
        while _go_on(feeding):
            _renew(feeding)
            sleep(SCAN_SECONDS)
    finally:
        _end(feeding)
    return queue.printers_with_work().exists()


def _go_on(feeding: Feeding) -> bool:
    """Start feeders where there is work; False when none runs any more."""
    for printer_id, run in list(feeding.runs.items()):
        if not run.thread.is_alive():
            lease.release(token=feeding.runs.pop(printer_id).fence.token)
    if feeding.is_open:
        for printer in queue.printers_with_work().exclude(pk__in=feeding.runs):
            _start(feeding, printer)
    _wind_down(feeding)
    return bool(feeding.runs)


def _wind_down(feeding: Feeding) -> None:
    """End those that have run since before the end; the others too, once nobody holds it up."""
    if monotonic() < feeding.began + settings.PRINT_RUN_SECONDS:
        return
    late = feeding.is_open
    for run in feeding.runs.values():
        if not (late and run.is_late):
            run.end()


def _start(feeding: Feeding, printer: Printer) -> None:
    asked = clock()
    token = lease.take(name=ledger.lease_name(printer.pk), seconds=settings.PRINT_LEASE_SECONDS)
    if token is None:
        return
    fence = Fence.around(token, asked=asked)
    stop = Event()
    thread = Thread(target=_feed, args=(printer, fence, feeding, stop), name=f"printer-{printer.pk}")
    is_late = monotonic() >= feeding.began + settings.PRINT_RUN_SECONDS
    feeding.runs[printer.pk] = Run(fence, thread, stop, is_late)
    thread.start()


def _feed(printer: Printer, fence: Fence, feeding: Feeding, stop: Event) -> None:
    try:
        link = LINKS[printer.kind](printer)
        link.draws_until = feeding.draws_until
        Feeder(link, fence, stop, feeding.on_wanted).run()
    except Exception:  # the row says what is true; the sweep starts the feeder again
        logger.exception("The feeder of printer %s ended.", printer.pk)


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
        run.thread.join(settings.PRINT_STEP_SECONDS)
        if not run.thread.is_alive():
            lease.release(token=run.fence.token)
    lease.release(token=feeding.slot)
