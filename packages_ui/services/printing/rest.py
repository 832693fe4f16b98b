"""A feeder that fails at once is not started again at once: each failure doubles the rest, up to a minute."""

from collections.abc import Iterable

from django.core.cache import cache

from packages_ui.models import Printer

LONGEST_SECONDS = 60
REMEMBERED = 600  # seconds


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
