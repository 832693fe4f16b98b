"""What keeps failing rests: a printer that swallows labels is stopped until a person has looked at it; a
feeder that fails at once is not started again at once: each failure doubles the rest, up to a minute."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.core.cache import cache
from django.utils import timezone

from packages_ui.models import Printer, PrintJob

State, Cause = PrintJob.State, PrintJob.Cause
BROKEN = (Cause.BROKE, Cause.BEGUN)
SWALLOWS = (
    "It took a label and never said that it was printed, so no more are sent to it. Look at the printer, "
    "answer what became of that label, then resume."
)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
BREAKS = (
    "The connection broke in the middle of two labels one after the other, so no more are sent to it. Look "
    "at the printer and its cable, answer what became of those labels, then resume."
)
LONGEST_SECONDS = 60
REMEMBERED = 600  # seconds


def hold_if_hopeless(printer: Printer, jobs: list[PrintJob]) -> bool:
    """Pause it after one label that was swallowed, or two in a row in which the line broke."""
    if printer.paused_at or not any(job.state in (State.SENT, State.UNKNOWN) for job in jobs):
        return False
    doubtful = PrintJob.objects.filter(
        printer=printer, state=State.UNKNOWN, cause__in=(Cause.SILENT, *BROKEN)
    )
    if not doubtful.exists():
        return False
    last = _last_two(printer)
    if (State.UNKNOWN, Cause.SILENT) in last:
        return pause_because(printer, SWALLOWS)
    if len(last) == 2 and all(state == State.UNKNOWN and cause in BROKEN for state, cause in last):
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


def rested(printers: Iterable[Printer]) -> list[Printer]:
    """Those of them that may be fed. Where Redis is away, all."""
    found = list(printers)
    resting = cache.get_many([_rest(printer) for printer in found]) if found else {}
    return [printer for printer in found if _rest(printer) not in resting]


def note_failure(printer: Printer) -> None:
    """Its feeder ended by an error that nobody foresaw."""
    failures = cache.get(_failures(printer), 0) + 1
    cache.set(_failures(printer), failures, REMEMBERED)
    cache.set(_rest(printer), failures, rest_seconds(failures))


def note_success(printer: Printer) -> None:
    """Its feeder came to its end."""
    cache.delete(_failures(printer))


def rest_seconds(failures: int) -> int:
    """2, 4, 8, … 60."""
    return min(1 << min(failures, 10), LONGEST_SECONDS)


def _rest(printer: Printer) -> str:
    return f"feeder:rest:{printer.pk}"


def _failures(printer: Printer) -> str:
    return f"feeder:failures:{printer.pk}"
