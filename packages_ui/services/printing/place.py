"""Where a batch stands in its printer's queue."""

from itertools import takewhile

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.printing.queue import OPEN, in_turn

MOST = 20


def ahead_of(*, batch: LabelBatch) -> tuple[LabelBatch, ...]:
    """The batches that its printer does first, in that order, MOST of them; empty when it is its turn, and
    for a browser, which prints what is asked for there."""
    if batch.printer is None or not batch.is_fed:
        return ()
    waiting = list(in_turn(batch.printer))
    if batch not in waiting:
        return ()
    return tuple(takewhile(lambda one: one != batch, waiting))[:MOST]


def labels_ahead_of(*, batch: LabelBatch) -> int:
    """How many labels its printer has to print first."""
    return PrintJob.objects.filter(OPEN, batch__in=ahead_of(batch=batch)).count()
