"""Pause, resume and move: one batch, or a printer with all that waits for it. Labels that the printer holds
are still printed there. Labels that wait for a printer whose settings change are prepared again."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from packages_ui.messages.message import Message, dump
from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services import audit
from packages_ui.services.errors import PrinterGone
from packages_ui.services.locks import lock_jobs, lock_printers, locked_batch
from packages_ui.services.printing.connection import media_of
from packages_ui.services.printing.progress import REOPENED
from packages_ui.services.printing.restored import HELD_STORED

PAUSE, RESUME = Act.Verb.PAUSE, Act.Verb.RESUME
OPEN = (*PrintJob.WAITING, PrintJob.State.READY)


def pause_batch(*, batch: LabelBatch, user_id: int | None = None) -> bool:
    """No more labels of it are sent; the printer continues with the next batch. Whether it was running."""
    running = LabelBatch.objects.filter(pk=batch.pk, paused_at=None)
    with transaction.atomic():
        if paused := running.update(paused_at=timezone.now()):
            audit.note(PAUSE, user_id=user_id, after={"batch": batch.pk})
    return bool(paused)


def resume_batch(*, batch: LabelBatch, user_id: int | None = None) -> bool:
    """Whether it was paused. It continues when the printer has finished its current batch."""
    paused = LabelBatch.objects.filter(pk=batch.pk, paused_at__isnull=False)
    with transaction.atomic():
        if resumed := paused.update(paused_at=None, queued_at=timezone.now()):
            audit.note(RESUME, user_id=user_id, after={"batch": batch.pk})
    return bool(resumed)


def pause_printer(*, printer: Printer, because: Message | str, user_id: int | None = None) -> bool:
    """Nothing more is sent to it. Whether it was running."""
    running = Printer.objects.filter(pk=printer.pk, paused_at=None)
    with transaction.atomic():
        if paused := running.update(paused_at=timezone.now(), paused_because=because):
            after = {"printer": printer.pk, "because": dump(because)}
            audit.note(PAUSE, user_id=user_id, after=after)
    return bool(paused)


def resume_printer(*, printer: Printer, user_id: int | None = None) -> bool:
    """Whether it was paused. One that is held since a restored backup goes on with all (restored.py)."""
    paused = Printer.objects.filter(pk=printer.pk, paused_at__isnull=False).exclude(
        paused_because__in=HELD_STORED
    )
    with transaction.atomic():
        if resumed := paused.update(paused_at=None, paused_because="", resumed_at=timezone.now()):
            audit.note(RESUME, user_id=user_id, after={"printer": printer.pk})
    return bool(resumed)


def move_batch(*, batch: LabelBatch, printer: Printer | None, user_id: int | None = None) -> int:
    """How many labels go there now; None is the browser. Labels that the old printer holds are printed there.
    Raises PrinterGone.

    Barcodes are checked again: the result depends on the printer.
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


def waiting_for(printer: Printer) -> QuerySet[PrintJob]:
    """Labels that are still to be printed on it."""
    return PrintJob.objects.filter(batch__printer=printer.pk, state__in=OPEN)


def redraw(*, before: Printer) -> None:
    """In the transaction that changes the printer, with the batches of `waiting_for` locked before it.
    Earlier questions about a label, and their answers, were about the old paper and settings."""
    now = Printer.objects.get(pk=before.pk)
    drawn = before.kind != now.kind or before.address != now.address or media_of(before) != media_of(now)
    judged = (before.check_barcodes, before.unread) != (now.check_barcodes, now.unread)
    if drawn:
        waiting_for(now).update(question="", checked=False)
    elif judged:
        waiting_for(now).exclude(question="").update(question="")
    if before.kind != now.kind:
        _for_another_kind(now)


def _for_another_kind(printer: Printer) -> None:
    """A browser gets one PDF, a printer label after label. A PDF that nobody has opened is not printed
    without a person's consent: somebody resumes its batch."""
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"), state__in=OPEN)
    batches = LabelBatch.objects.filter(Exists(jobs), printer=printer.pk)
    if printer.is_fed:
        batches.exclude(settled_at=None).filter(paused_at=None).update(paused_at=timezone.now())
    batches.update(pdf_path="", pdf_pages=0, pdf_at=None, **REOPENED)
