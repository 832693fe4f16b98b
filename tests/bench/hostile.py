"""Labels that break what draws them, between good ones, through real workers: the good ones are not kept
waiting, and other printers do not feel it."""

import time
from collections.abc import Sequence

from django.utils import timezone

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.tasks import wake_feeders, wake_joiner
from tests.bench.table import Table
from tests.drawing.hostile import HOSTILE
from tests.printers.ipp_printer import IppEvePrinter
from tests.processes import Product, until
from tests.services.batch_makers import batch_of, label_of
from tests.services.printing.makers import printer_of, zpl_of

State = PrintJob.State
GOOD = 20
BESIDE = 60
PACE = 0.2  # seconds a label
LATER = 15.0  # seconds, at most
BAD = [name for name in HOSTILE if name != "endless PDF"]  # one that takes long is enough
Where = dict[str, Printer]


def measure(made: Product, table: Table) -> None:
    made.start_worker("worker", "-c", "3")
    made.start_beat()
    with ZplPrinter() as zpl, ZplPrinter(slow=PACE) as beside, IppEvePrinter() as ipp:
        where = {
            "ZPL": printer_of(address=f"{zpl.host}:{zpl.port}"),
            "IPP": printer_of("ipp", ipp.uri),
            "browser": printer_of("browser", ""),
            "beside": printer_of(address=f"{beside.host}:{beside.port}"),
        }
        _seconds(where, "warm", [])
        without, with_them = _seconds(where, "without", []), _seconds(where, "with", BAD)
    for name in ("beat", "worker"):
        made.stop(name)
    for name in ("ZPL", "IPP", "browser"):
        alone = without[name]
        what = f"{GOOD} good labels for {name} between hostile ones, against alone"
        table.add(what, with_them[name], "s", yardstick=alone, times=1 + LATER / alone)
    what = "another printer meanwhile, against without hostile labels"
    table.add(what, with_them["beside"] / without["beside"], most=1.1)


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
        content, kind = HOSTILE.get(
            job.package_number.partition(":")[0], (zpl_of(job.package_number), LabelFormat.ZPL)
        )
        label = label_of(job.package_number, content, kind)
        batch.jobs.filter(pk=job.pk).update(state=State.READY, label=label, ready_at=timezone.now())
    return batch


def _is_out(batch: LabelBatch) -> bool:
    if batch.printer and not batch.printer.is_fed:
        return LabelBatch.objects.exclude(pdf_path="").filter(pk=batch.pk).exists()
    return not batch.jobs.filter(package_number__startswith="AB").exclude(state=State.PRINTED).exists()
