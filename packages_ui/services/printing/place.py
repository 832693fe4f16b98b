"""Where a batch stands in its printer's queue."""

from django.db.models import Exists, OuterRef, Q

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.printing.queue import OPEN

MOST = 20


def ahead_of(*, batch: LabelBatch) -> tuple[LabelBatch, ...]:
    """The batches that its printer does first, in that order; empty when it is its turn."""
    printer = batch.printer
    if printer is None or printer.current_id == batch.pk:
        return ()
    jobs = PrintJob.objects.filter(OPEN, batch=OuterRef("pk"))
    earlier = Q(queued_at__lt=batch.queued_at) | Q(queued_at=batch.queued_at, pk__lt=batch.pk)
    waiting = LabelBatch.objects.filter(Exists(jobs), printer=printer, paused_at=None).exclude(pk=batch.pk)
    before = waiting.filter(Q(pk=printer.current_id or 0) | earlier).order_by("queued_at", "pk")[:MOST]
    return tuple(sorted(before, key=lambda one: one.pk != printer.current_id))
