"""How fast a printer has printed lately."""

from itertools import pairwise
from statistics import median

from packages_ui.models import Printer, PrintJob

LAST = 8  # labels
LONGEST_SECONDS = 30.0  # what took longer was a rest


def seconds_per_label(printer: Printer) -> float | None:
    """The median time from one label's end to the next among its last ones; None where too few are known."""
    printed = PrintJob.objects.filter(printer=printer, state=PrintJob.State.PRINTED)
    ends = list(printed.order_by("-printed_at").values_list("printed_at", flat=True)[:LAST])
    took = [(later - sooner).total_seconds() for later, sooner in pairwise(filter(None, ends))]
    usual = [seconds for seconds in took if 0 < seconds < LONGEST_SECONDS]
    return median(usual) if usual else None
