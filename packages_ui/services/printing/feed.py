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
LINKS: dict[str, Callable[[Printer], Link]] = {"raw": RawLink, "ipp": IppLink}


@dataclass
class Run:
    """One printer that this process feeds."""

    fence: Fence
    thread: Thread


@dataclass
class Feeding:
    """All printers of this run."""

    slot: str
    on_wanted: Callable[[], object]
    until: float
    stop: Event = field(default_factory=Event)
    runs: dict[int, Run] = field(default_factory=dict)
    renewed: float = field(default_factory=monotonic)


def feed_printers(*, on_wanted: Callable[[], object]) -> bool:
    """Feed what wants it for PRINT_RUN_SECONDS; whether there is more to do now. `on_wanted` is called when a
    label has to be fetched anew."""
    slot = lease.take(name=SLOT, seconds=settings.PRINT_LEASE_SECONDS)
    if slot is None:
        return False
    feeding = Feeding(slot, on_wanted, until=monotonic() + settings.PRINT_RUN_SECONDS)
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
    if monotonic() >= feeding.until:
        feeding.stop.set()
    else:
        for printer in queue.printers_with_work().exclude(pk__in=feeding.runs):
            _start(feeding, printer)
    return bool(feeding.runs)


def _start(feeding: Feeding, printer: Printer) -> None:
    asked = clock()
    token = lease.take(name=ledger.lease_name(printer.pk), seconds=settings.PRINT_LEASE_SECONDS)
    if token is None:
        return
    fence = Fence.around(token, asked=asked)
    thread = Thread(target=_feed, args=(printer, fence, feeding), name=f"printer-{printer.pk}")
    feeding.runs[printer.pk] = Run(fence, thread)
    thread.start()


def _feed(printer: Printer, fence: Fence, feeding: Feeding) -> None:
    try:
        Feeder(LINKS[printer.kind](printer), fence, feeding.stop, feeding.on_wanted).run()
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
    feeding.stop.set()
    for run in feeding.runs.values():
        run.thread.join(settings.PRINT_STEP_SECONDS)
        if not run.thread.is_alive():
            lease.release(token=run.fence.token)
    lease.release(token=feeding.slot)
