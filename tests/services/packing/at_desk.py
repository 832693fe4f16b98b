"""Scans as a page sends them."""

from itertools import count

from packages_ui.services.packing.desk import Desk, Scanned
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.scan import scan

_clock = count(1_000_000, 1_000)


def scans(desk: Desk, *texts: str, kind: str = "") -> list[ScanResult]:
    """A second apart."""
    made = []
    for text in texts:
        clock = next(_clock)
        made.append(Scanned(key=f"key-{clock}", texts=(text,), clock=clock, kind=kind))
    return scan(desk=desk, scans=made)


def outcomes(desk: Desk, *texts: str, kind: str = "") -> list[ScanOutcome]:
    return [word.outcome for word in scans(desk, *texts, kind=kind)]


def press(desk: Desk, command: str) -> ScanOutcome:
    """A key of the page."""
    return outcomes(desk, command, kind="command")[0]
