"""Labels that wait for a printer that has been changed: they are made ready for it as it is now."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.batch_settle import REOPENED
from packages_ui.services.printing.media import media_of
from packages_ui.services.printing.move import OPEN


def waiting_for(printer: Printer) -> QuerySet[PrintJob]:
    """What is still to be printed on it."""
    return PrintJob.objects.filter(batch__printer=printer.pk, state__in=OPEN)


def redraw(*, before: Printer) -> None:
    """In the transaction that changes the printer, with the batches of `waiting_for` locked before it. What
    was asked of a label, and answered, was about the paper and the rules of before."""
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
    """A browser's PDF is one thing, labels one after the other another. A PDF that nobody has opened since it
    was made is not printed unasked: somebody resumes its batch."""
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"), state__in=OPEN)
    batches = LabelBatch.objects.filter(Exists(jobs), printer=printer.pk)
    if printer.is_fed:
        batches.exclude(settled_at=None).filter(paused_at=None).update(paused_at=timezone.now())
    batches.update(pdf_path="", pdf_pages=0, pdf_at=None, **REOPENED)
