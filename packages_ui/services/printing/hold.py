"""A printer that swallows labels is stopped until a person has looked at it."""

from django.utils import timezone

from packages_ui.models import Printer, PrintJob

State, Cause = PrintJob.State, PrintJob.Cause
SWALLOWS = (
    "It took a label and never said that it was printed, so no more are sent to it. Look at the printer, "
    "answer what became of that label, then resume."
)
BREAKS = (
    "The connection broke in the middle of two labels one after the other, so no more are sent to it. Look "
    "at the printer and its cable, answer what became of those labels, then resume."
)


def hold_if_hopeless(printer: Printer, jobs: list[PrintJob]) -> bool:
    """Pause it after one label that was swallowed, or two in a row in which the line broke."""
    if printer.paused_at or not any(job.state in (State.SENT, State.UNKNOWN) for job in jobs):
        return False
    rows = PrintJob.objects.filter(printer=printer).exclude(sending_at=None)
    if printer.resumed_at:
        rows = rows.filter(sending_at__gt=printer.resumed_at)
    last = list(rows.order_by("-sending_at").values_list("state", "cause")[:2])
    if (State.UNKNOWN, Cause.SILENT) in last:
        return pause_because(printer, SWALLOWS)
    if last == [(State.UNKNOWN, Cause.BROKE)] * 2:
        return pause_because(printer, BREAKS)
    return False


def pause_because(printer: Printer, sentence: str) -> bool:
    """Stop sending to it; what it holds is followed all the same."""
    now = timezone.now()
    paused = Printer.objects.filter(pk=printer.pk, paused_at=None)
    printer.paused_at, printer.paused_because = now, sentence
    return paused.update(paused_at=now, paused_because=sentence) == 1
