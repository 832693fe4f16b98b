"""Labels that break what draws them, between good ones, through real workers: the good ones are not kept
waiting, and neither other printers nor people at their pages feel it.

With and without them in turn, several times: other work on the machine lengthens both.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import httpx
from django.utils import timezone

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.tasks import wake_feeders, wake_joiner
from tests.bench.printing import _sign_in, _user
from tests.bench.table import Table, percentile
from tests.drawing.hostile import HOSTILE, hostile
from tests.printers.ipp_printer import IppEvePrinter
from tests.processes import Product, until
from tests.services.batch_makers import batch_of, label_of
from tests.services.printing.makers import printer_of, zpl_of

State = PrintJob.State
GOOD = 20
BESIDE = 60
PACE = 0.2  # seconds a label
LATER = 15.0  # seconds, at most
ROUNDS = 3
BAD = [name for name in HOSTILE if name != "endless PDF"]  # one that takes long is enough
FED = ("ZPL", "IPP", "browser")
PAGES = ("/labels/", "/stations/", "/stations/here/")
Where = dict[str, Printer]


@dataclass
class Times:
    """Of all rounds: seconds by printer, and milliseconds of each page."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    pages: list[float] = field(default_factory=list)

    def add(self, took: dict[str, float]) -> None:
        for name, seconds in took.items():
            self.seconds.setdefault(name, []).append(seconds)


def measure(made: Product, table: Table) -> None:
    made.start_worker("worker", "-c", "3")
    made.start_beat()
    made.start_web("--workers", "2", "--threads", "4")
    without, with_them = Times(), Times()
    with ExitStack() as stack:
        where = _printers(stack)
        browser = stack.enter_context(httpx.Client(base_url=made.web_url, timeout=60))
        _user()
        _sign_in(browser)
        _play(where, browser, Times(), "warm", [])
        for number in range(ROUNDS):
            _play(where, browser, without, f"without {number}", [])
            _play(where, browser, with_them, f"with {number}", BAD)
    for name in ("web", "beat", "worker"):
        made.stop(name)
    _tell(table, without, with_them)


def _tell(table: Table, without: Times, with_them: Times) -> None:
    for name in FED:
        alone = min(without.seconds[name])
        what = f"{GOOD} good labels for {name} between hostile ones, against alone"
        table.add(what, min(with_them.seconds[name]), "s", yardstick=alone, times=1 + LATER / alone)
    beside = min(with_them.seconds["beside"]) / min(without.seconds["beside"])
    table.add("another printer meanwhile, against without hostile labels", beside, most=1.1)
    for share, most in ((0.5, None), (0.95, 1.5)):
        ratio = percentile(with_them.pages, share) / percentile(without.pages, share)
        table.add(f"a page meanwhile, p{share * 100:.0f}, against without hostile labels", ratio, most=most)
    table.add("that page, p95", percentile(with_them.pages, 0.95), "ms")


def _printers(stack: ExitStack) -> Where:
    zpl, beside = stack.enter_context(ZplPrinter()), stack.enter_context(ZplPrinter(slow=PACE))
    ipp = stack.enter_context(IppEvePrinter())
    return {
        "ZPL": printer_of(address=f"{zpl.host}:{zpl.port}"),
        "IPP": printer_of("ipp", ipp.uri),
        "browser": printer_of("browser", ""),
        "beside": printer_of(address=f"{beside.host}:{beside.port}"),
    }


def _play(where: Where, browser: httpx.Client, times: Times, name: str, bad: Sequence[str]) -> None:
    """One round. The printers have nothing to do when it begins."""
    with _visited(browser, times.pages):
        times.add(_seconds(where, name, bad))
    rest = PrintJob.objects.filter(state__in=(State.READY, State.SENDING, State.SENT), question="")
    until(lambda: not rest.filter(batch__printer__kind__in=("raw", "ipp")).exists(), "the rest", 300)


@contextmanager
def _visited(browser: httpx.Client, pages: list[float]) -> Iterator[None]:
    """Somebody opens page after page meanwhile."""
    over = Event()

    def visit() -> None:
        for number in range(1_000_000):
            began = time.perf_counter()
            browser.get(PAGES[number % len(PAGES)]).raise_for_status()
            pages.append((time.perf_counter() - began) * 1000)
            if over.wait(0.1):
                return

    visitor = Thread(target=visit)
    visitor.start()
    try:
        yield
    finally:
        over.set()
        visitor.join()


def _seconds(where: Where, name: str, bad: Sequence[str]) -> dict[str, float]:
    """Until all good labels are out, by what they go to."""
    batches = {
        to: _batch(printer, f"{name} {to}", bad if to != "beside" else ()) for to, printer in where.items()
    }
    took: dict[str, float] = {}
    began = time.monotonic()
    wake_feeders()
    wake_joiner(batches["browser"].pk)

    def look() -> bool:
        for to, batch in batches.items():
            if to not in took and _is_out(batch):
                took[to] = time.monotonic() - began
        return len(took) == len(batches)

    until(look, "every good label", 300)
    return took


def _batch(printer: Printer, name: str, bad: Sequence[str]) -> LabelBatch:
    count = BESIDE if name.endswith("beside") else GOOD
    good = [f"AB{abs(hash((name, place))) % 10**9:09}" for place in range(count)]
    numbers = [
        number
        for place, one in enumerate(good)
        for number in (one, *(f"{kind}: {name}" for kind in bad[place : place + 1]))
    ]
    batch = batch_of(*numbers, printer=printer)
    for job in batch.jobs.all():
        bad_one = job.package_number.partition(":")[0]
        content, kind = (
            hostile(bad_one) if bad_one in HOSTILE else (zpl_of(job.package_number), LabelFormat.ZPL)
        )
        label = label_of(job.package_number, content, kind)
        batch.jobs.filter(pk=job.pk).update(state=State.READY, label=label, ready_at=timezone.now())
    return batch


def _is_out(batch: LabelBatch) -> bool:
    if batch.printer and not batch.printer.is_fed:
        return LabelBatch.objects.exclude(pdf_path="").filter(pk=batch.pk).exists()
    return not batch.jobs.filter(package_number__startswith="AB").exclude(state=State.PRINTED).exists()
