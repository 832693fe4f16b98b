"""Take what has not been printed of a batch to another printer."""

from django.db import transaction
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.batch_settle import REOPENED


def move_batch(*, batch: LabelBatch, printer: Printer | None) -> int:
    """How many labels go there now; None is the browser. What the old printer holds comes out at the old one.

    Questions about barcodes are asked anew: they depend on the printer.
    """
    with transaction.atomic():
        LabelBatch.objects.select_for_update().filter(pk=batch.pk).first()
        LabelBatch.objects.filter(pk=batch.pk).update(
            printer=printer,
            queued_at=timezone.now(),
            paused_at=None,
            pdf_path="",
            pdf_pages=0,
            pdf_at=None,
            **REOPENED,
        )
        Printer.objects.filter(current=batch).update(current=None)
        open_jobs = batch.jobs.filter(state__in=(*PrintJob.WAITING, PrintJob.State.READY))
        return open_jobs.update(question="", checked=False)
