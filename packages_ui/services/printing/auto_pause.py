"""Pause what keeps failing: a printer that swallows labels, or holds some for good, until a person has
checked it; a feeder that fails at once for 2, 4, 8, … seconds, a minute at most."""

from collections.abc import Iterable
from datetime import UTC, datetime
from time import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import printing
from packages_ui.messages.message import Message
from packages_ui.models import Printer, PrintJob

State, Cause = PrintJob.State, PrintJob.Cause
BROKEN = (Cause.DISCONNECTED, Cause.BEGUN)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_SECONDS = 60
REMEMBERED = 600  # seconds


def pause_if_hopeless(printer: Printer) -> bool:
    """Pause it after one label that was swallowed, or two in a row during which the connection broke."""
    if printer.paused_at or not UNCONFIRMED.rows(printer=printer.pk):
        return False
    last = _last_two(printer)
    if (State.UNKNOWN, Cause.SILENT) in last:
        return pause_because(printer, printing.SWALLOWS_LABELS())
    if len(last) == 2 and all(state == State.UNKNOWN and cause in BROKEN for state, cause in last):
        return pause_because(printer, printing.CONNECTION_BREAKS())
    return False


def pause_if_stuck(printer: Printer, holds: tuple[int, int]) -> bool:
    """Pause it where it has taken nothing for PRINT_SILENT_SECONDS and still `holds` the same, of which
    nothing is followed any more."""
    state = f"{holds} {printer.handed} {printer.resumed_at}"
    known = cache.get(_stuck(printer)) or {}
    if known.get("state") != state:
        now = {"state": state, "since": time()}
        cache.set(_stuck(printer), now, settings.PRINT_SILENT_SECONDS + REMEMBERED)
        return False
    overdue = time() - known["since"] > settings.PRINT_SILENT_SECONDS
    return overdue and pause_because(printer, printing.HOLDS_LABELS())


def _unconfirmed(*, printer: int) -> QuerySet[PrintJob, Any]:
    rows = PrintJob.objects.filter(printer=printer, state=State.UNKNOWN, cause__in=(Cause.SILENT, *BROKEN))
    return rows.order_by().values_list("pk")[:1]


UNCONFIRMED = Compiled(_unconfirmed)


def _last_two(printer: Printer) -> list[tuple[str, str]]:
    """State and cause of the last labels sent since it was resumed, the newest first. Two queries, because no
    index orders a year of labels by when they were sent."""
    rows = PrintJob.objects.filter(printer=printer, sending_at__gt=printer.resumed_at or LONG_AGO)
    unproved = rows.filter(state__in=(*PrintJob.AT_PRINTER, State.UNKNOWN, State.FAILED)).order_by()
    printed = rows.filter(state=State.PRINTED).order_by("-printed_at")[:2]
    sent = [row for found in (unproved, printed) for row in found.values_list("sending_at", "state", "cause")]
    return [(state, cause) for _, state, cause in sorted(sent, reverse=True)[:2]]


def pause_because(printer: Printer, sentence: Message) -> bool:
    """Stop sending to it; labels that it holds are still followed."""
    now = timezone.now()
    paused = Printer.objects.filter(pk=printer.pk, paused_at=None)
    printer.paused_at, printer.paused_because = now, sentence
    return paused.update(paused_at=now, paused_because=sentence) == 1


def rested(printers: Iterable[Printer]) -> list[Printer]:
    """Those of them that may be fed; all where Redis cannot be reached."""
    found = list(printers)
    resting = cache.get_many([_rest(printer) for printer in found]) if found else {}
    return [printer for printer in found if _rest(printer) not in resting]


def note_failure(printer: Printer) -> None:
    """Its feeder ended by an unexpected error."""
    failures = cache.get(_failures(printer), 0) + 1
    cache.set(_failures(printer), failures, REMEMBERED)
    cache.set(_rest(printer), failures, rest_seconds(failures))


def note_success(printer: Printer) -> None:
    """Its feeder ended normally."""
    cache.delete(_failures(printer))


def rest_seconds(failures: int) -> int:
    """2, 4, 8, … 60."""
    return min(1 << min(failures, 10), LONGEST_SECONDS)


def _rest(printer: Printer) -> str:
    return f"feeder:rest:{printer.pk}"


def _stuck(printer: Printer) -> str:
    return f"feeder:stuck:{printer.pk}"


def _failures(printer: Printer) -> str:
    return f"feeder:failures:{printer.pk}"
