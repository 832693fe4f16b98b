"""Stop and go: one batch, or a printer with all that waits for it. What the printer holds comes out."""

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, Printer
from packages_ui.services import audit
from packages_ui.services.printing.restored import HELD

PAUSE, RESUME = Act.Verb.PAUSE, Act.Verb.RESUME


def pause_batch(*, batch: LabelBatch, user_id: int | None = None) -> bool:
    """No more labels of it are sent; the printer goes on with the next batch. Whether it was running."""
    running = LabelBatch.objects.filter(pk=batch.pk, paused_at=None)
    with transaction.atomic():
        if paused := running.update(paused_at=timezone.now()):
            audit.note(PAUSE, user_id=user_id, after={"batch": batch.pk})
    return bool(paused)


def resume_batch(*, batch: LabelBatch, user_id: int | None = None) -> bool:
    """Whether it was paused. It goes on when the printer has done what it is in the middle of."""
    paused = LabelBatch.objects.filter(pk=batch.pk, paused_at__isnull=False)
    with transaction.atomic():
        if resumed := paused.update(paused_at=None, queued_at=timezone.now()):
            audit.note(RESUME, user_id=user_id, after={"batch": batch.pk})
    return bool(resumed)


def pause_printer(*, printer: Printer, because: str, user_id: int | None = None) -> bool:
    """Nothing more is sent to it. Whether it was running."""
    running = Printer.objects.filter(pk=printer.pk, paused_at=None)
    with transaction.atomic():
        if paused := running.update(paused_at=timezone.now(), paused_because=because[:300]):
            after = {"printer": printer.pk, "because": because[:300]}
            audit.note(PAUSE, user_id=user_id, after=after)
    return bool(paused)


def resume_printer(*, printer: Printer, user_id: int | None = None) -> bool:
    """Whether it was paused. One that is held since a restored backup goes on with all (restored.py)."""
    paused = Printer.objects.filter(pk=printer.pk, paused_at__isnull=False).exclude(paused_because=HELD)
    with transaction.atomic():
        if resumed := paused.update(paused_at=None, paused_because="", resumed_at=timezone.now()):
            audit.note(RESUME, user_id=user_id, after={"printer": printer.pk})
    return bool(resumed)
