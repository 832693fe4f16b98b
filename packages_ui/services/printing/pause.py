"""Stop and go: one batch, or a printer with all that waits for it. What the printer holds comes out."""

from django.utils import timezone

from packages_ui.models import LabelBatch, Printer


def pause_batch(*, batch: LabelBatch) -> bool:
    """No more labels of it are sent; the printer goes on with the next batch. Whether it was running."""
    return bool(LabelBatch.objects.filter(pk=batch.pk, paused_at=None).update(paused_at=timezone.now()))


def resume_batch(*, batch: LabelBatch) -> bool:
    """Whether it was paused. It goes on when the printer has done what it is in the middle of."""
    paused = LabelBatch.objects.filter(pk=batch.pk, paused_at__isnull=False)
    return bool(paused.update(paused_at=None, queued_at=timezone.now()))


def pause_printer(*, printer: Printer, because: str) -> bool:
    """Nothing more is sent to it. Whether it was running."""
    running = Printer.objects.filter(pk=printer.pk, paused_at=None)
    return bool(running.update(paused_at=timezone.now(), paused_because=because[:300]))


def resume_printer(*, printer: Printer) -> bool:
    """Whether it was paused."""
    paused = Printer.objects.filter(pk=printer.pk, paused_at__isnull=False)
    return bool(paused.update(paused_at=None, paused_because="", resumed_at=timezone.now()))
