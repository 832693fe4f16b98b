"""Batches of which nothing is on its way any more: whoever looks for work passes them over.

`settle` finds them, once a minute. Whatever puts a label of a batch on its way again (retry, renew, move,
reprint) locks the batch and empties `settled_at` in the same transaction, by REOPENED; `reopen` finds at
night what should have been, so that a fault there delays a label and never loses it.
"""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.models import LabelBatch, Printer, PrintJob

State = PrintJob.State
AT_ONCE = 1000
REOPENED: dict[str, Any] = {"settled_at": None}
ON_ITS_WAY = (*PrintJob.WAITING, State.SENDING, State.UNKNOWN)
TELLS = Q(printer__kind=Printer.Kind.IPP) | Q(printer__kind=Printer.Kind.RAW, printer__answers=True)
FOR_BROWSER = Q(printer=None) | Q(printer__kind=Printer.Kind.BROWSER)


def settle() -> int:
    """How many batches have settled, at most AT_ONCE. What a silent printer has got counts as settled, and so
    does what is ready in a browser's PDF."""
    seen = [pk for (pk,) in SEEN.rows()]
    if not seen:
        return 0
    with transaction.atomic():
        locked = LabelBatch.objects.select_for_update(skip_locked=True).filter(pk__in=seen)
        ids = list(locked.values_list("pk", flat=True))
        # looked at once more: a label may have been asked for again before the lock was had
        still = list(_settled().filter(pk__in=ids).values_list("pk", flat=True))
        return LabelBatch.objects.filter(pk__in=still).update(settled_at=timezone.now())


def reopen() -> int:
    """How many settled batches have a label on its way to paper after all."""
    ready = PrintJob.objects.filter(state=State.READY)
    for_paper = ready.filter(batch__printer__kind__in=(Printer.Kind.IPP, Printer.Kind.RAW))
    on_its_way = PrintJob.objects.filter(state__in=ON_ITS_WAY)
    wrong = Q(pk__in=on_its_way.values("batch")) | Q(pk__in=for_paper.values("batch"))
    settled = LabelBatch.objects.filter(wrong).exclude(settled_at=None)
    with transaction.atomic():
        locked = list(settled.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        return LabelBatch.objects.filter(pk__in=locked).update(**REOPENED)


def _settled() -> QuerySet[LabelBatch]:
    """Those that are not called so yet."""
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"))
    return LabelBatch.objects.filter(
        ~Exists(jobs.filter(state__in=ON_ITS_WAY)),
        ~Exists(jobs.filter(TELLS, state=State.SENT)),
        (FOR_BROWSER & ~Q(pdf_path="")) | ~Exists(jobs.filter(state=State.READY)),
        settled_at=None,
    ).order_by("pk")


SEEN = Compiled(lambda: _settled().values_list("pk")[:AT_ONCE])
