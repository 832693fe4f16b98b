"""What a label on its way to paper costs the database."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from packages_ui.labels.papers import Printable
from packages_ui.models import Printer, PrintJob
from packages_ui.printers.line import Deadline
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services.printing import queue, restored
from packages_ui.services.printing.connection import LeaseGuard
from packages_ui.services.printing.raw import RawConnection
from packages_ui.services.printing.submit import submit
from tests.services.printing.makers import hold, printer_of, ready_batch

pytestmark = pytest.mark.django_db(transaction=True)  # else BEGIN and COMMIT would be savepoints
PAPER = Printable(b"^XA^FDx^FS^XZ", pieces=1, barcodes=())
# BEGIN, the batch and the printer locked, the job, the printer's number, COMMIT; batch and hold; sent
SUBMIT = 8


def test_a_label_is_sent_with_few_statements(media: Path, settings: Settings) -> None:
    settings.PRINTERS_ON_THIS_MACHINE = True
    with ZplPrinter(counts=False) as peer:
        printer = printer_of(address=f"{peer.host}:{peer.port}")
        ready_batch(printer, "AB01")
        guard = LeaseGuard(hold(printer), Deadline.within(3600))
        conn = RawConnection(Printer.objects.get(pk=printer.pk))
        restored.mark()
        job = queue.next_job(printer)
        assert job
        with CaptureQueriesContext(connection) as queries:
            assert submit(job, PAPER, conn=conn, guard=guard, jobs=[])
    asked = [one["sql"] for one in queries if not one["sql"].startswith("PRAGMA")]
    assert len(asked) == SUBMIT, asked
    printer.refresh_from_db()
    assert (PrintJob.objects.get().state, printer.handed) == (PrintJob.State.SENT, conn.printer.handed)
