"""Printers, and batches whose labels have come, made for tests."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import LabelBatch, Lease, Printer, PrintJob
from packages_ui.services import lease
from packages_ui.services.printing import ledger
from packages_ui.services.printing.ledger import lease_name
from tests.services.batch_makers import batch_of, label_of

State = PrintJob.State
DEAD = "label-dead"
_names = count(1)


def printer_of(kind: str = "raw", address: str = "127.0.0.1:9100", **fields: Any) -> Printer:
    return Printer.objects.create(name=f"printer {next(_names)}", kind=kind, address=address, **fields)


def zpl_of(number: str) -> bytes:
    """A carrier's label, as small as can be."""
    return f"^XA^PW812^LL400^FO40,40^BY2^BCN,120,Y,N,N^FD{number}^FS^XZ".encode()


def ready_batch(printer: Printer | None, *numbers: str, **fields: Any) -> LabelBatch:
    """A batch for `printer`; every label has come."""
    batch = batch_of(*numbers, printer=printer, **fields)
    for job in batch.jobs.all():
        label = label_of(job.package_number, zpl_of(job.package_number), LabelFormat.ZPL)
        batch.jobs.filter(pk=job.pk).update(state=State.READY, label=label, ready_at=timezone.now())
    return batch


def hold(printer: Printer) -> str:
    """The token of the lease on the printer: as long as one may be."""
    token = lease.take(name=lease_name(printer.pk), seconds=lease.MOST.total_seconds() / 2)
    assert token
    return token


def let_go(token: str) -> None:
    """The lease runs out, as if its holder had died."""
    Lease.objects.filter(token=token).update(until=timezone.now() - timedelta(seconds=1))


def begin(job: PrintJob, printer: Printer, *, in_parts: bool = False) -> str:
    """As a worker does that is about to send the label, as DEAD. The token of its lease."""
    token = hold(printer)
    begun = ledger.begin(
        job, printer=printer, token=token, handle=DEAD, pieces=1, count_before=None, in_parts=in_parts
    )
    assert begun
    return token


def job_at(batch: LabelBatch, position: int, copy: int = 1) -> PrintJob:
    return batch.jobs.get(position=position, copy=copy)
