"""Take what has not been printed of a batch to another printer."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services import audit
from packages_ui.services.batch_settle import REOPENED
from packages_ui.services.errors import PrinterGone
from packages_ui.services.locks import lock_jobs, lock_printers, locked_batch

OPEN = (*PrintJob.WAITING, PrintJob.State.READY)


def move_batch(*, batch: LabelBatch, printer: Printer | None, user_id: int | None = None) -> int:
    """How many labels go there now; None is the browser. What the old printer holds comes out at the old one.
    Raises PrinterGone.

    Questions about barcodes are asked anew: they depend on the printer.
    """
    there = printer.pk if printer else None
    with transaction.atomic():
        before = locked_batch(batch.pk)
        locked = lock_printers(Printer.objects.filter(Q(current=batch) | Q(pk=there)))
        if there is not None and there not in locked:
            raise PrinterGone
        LabelBatch.objects.filter(pk=batch.pk).update(
            printer=there,
            queued_at=timezone.now(),
            paused_at=None,
            pdf_path="",
            pdf_pages=0,
            pdf_at=None,
            **REOPENED,
        )
        Printer.objects.filter(current=batch).update(current=None)
        jobs = lock_jobs(PrintJob.objects.filter(batch=batch, state__in=OPEN))
        PrintJob.objects.filter(pk__in=jobs).update(question="", checked=False)
        audit.note(
            Act.Verb.MOVE,
            user_id=user_id,
            before={"batch": batch.pk, "printer": before.printer_id if before else None},
            after={"batch": batch.pk, "printer": there, "labels": len(jobs)},
        )
    return len(jobs)
