"""A printer that swallows labels is stopped until a person has looked at it."""

from datetime import UTC, datetime

from django.utils import timezone

from packages_ui.models import Printer, PrintJob

State, Cause = PrintJob.State, PrintJob.Cause
SWALLOWS = (
    "It took a label and never said that it was printed, so no more are sent to it. Look at the printer, "
    "answer what became of that label, then resume."
)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
BREAKS = (
    "The connection broke in the middle of two labels one after the other, so no more are sent to it. Look "
    "at the printer and its cable, answer what became of those labels, then resume."
)


def hold_if_hopeless(printer: Printer, jobs: list[PrintJob]) -> bool:
    """Pause it after one label that was swallowed, or two in a row in which the line broke."""
    if printer.paused_at or not any(job.state in (State.SENT, State.UNKNOWN) for job in jobs):
        return False
    doubtful = PrintJob.objects.filter(
        printer=printer, state=State.UNKNOWN, cause__in=(Cause.SILENT, Cause.BROKE)
    )
    if not doubtful.exists():
        return False
    last = _last_two(printer)
    if (State.UNKNOWN, Cause.SILENT) in last:
        return pause_because(printer, SWALLOWS)
    if last == [(State.UNKNOWN, Cause.BROKE)] * 2:
        return pause_because(printer, BREAKS)
    return False


def _last_two(printer: Printer) -> list[tuple[str, str]]:
    """State and cause of what was sent last since it was resumed, the newest first. Not by one order of
    sending: no index leads through a year of it."""
    rows = PrintJob.objects.filter(printer=printer, sending_at__gt=printer.resumed_at or LONG_AGO)
    unproved = rows.filter(state__in=(*PrintJob.AT_PRINTER, State.UNKNOWN, State.FAILED)).order_by()
    printed = rows.filter(state=State.PRINTED).order_by("-printed_at")[:2]
    sent = [row for found in (unproved, printed) for row in found.values_list("sending_at", "state", "cause")]
    return [(state, cause) for _, state, cause in sorted(sent, reverse=True)[:2]]


def pause_because(printer: Printer, sentence: str) -> bool:
    """Stop sending to it; what it holds is followed all the same."""
    now = timezone.now()
    paused = Printer.objects.filter(pk=printer.pk, paused_at=None)
    printer.paused_at, printer.paused_because = now, sentence
    return paused.update(paused_at=now, paused_because=sentence) == 1
