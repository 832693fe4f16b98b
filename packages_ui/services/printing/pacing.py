"""When to poll a printer for the end of a label, by its last labels; and how fast it has printed lately."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from time import monotonic

from packages_ui.models import Printer, PrintJob

SOONEST, LATEST = 0.02, 0.5  # seconds between two status requests
CLOSE = 0.85  # of the expected time: from here on it is polled often
LAST = 8  # labels
LONGEST_SECONDS = 30.0  # a longer gap was a break


@dataclass
class Pacing:
    """Learns the seconds a label takes, from the end of the one before (or its sending) to its own end;
    `expected` is known from before."""

    expected: float | None = None
    clock: Callable[[], float] = monotonic
    started: float | None = None

    def sent(self) -> None:
        self.started = self.started or self.clock()

    def under_way(self, seconds: float) -> None:
        """Another feeder sent it `seconds` ago."""
        if self.started is None:
            self.started = self.clock() - seconds

    def printed(self, labels: int = 1) -> None:
        """So many labels have finished since the last call."""
        now = self.clock()
        if self.started is not None:
            took = (now - self.started) / labels
            self.expected = took if self.expected is None else 0.7 * self.expected + 0.3 * took
        self.started = now

    def busy(self) -> None:
        """It is printing something else and may soon be free."""
        self.sent()

    def idle(self) -> None:
        """Nothing is being printed."""
        self.started = None

    def pause(self) -> float:
        """Seconds until the next status request."""
        if self.started is None:
            return 0.05
        waited = self.clock() - self.started
        if self.expected is None or waited > 2 * self.expected:
            return min(max(waited * 0.05, SOONEST), LATEST)
        left = CLOSE * self.expected - waited
        return min(max(left, SOONEST, self.expected * 0.02), LATEST)


def seconds_per_label(printer: Printer) -> float | None:
    """The median time between its last labels; None where there are too few."""
    printed = PrintJob.objects.filter(printer=printer, state=PrintJob.State.PRINTED)
    ends = list(printed.order_by("-printed_at").values_list("printed_at", flat=True)[:LAST])
    took = [(later - sooner).total_seconds() for later, sooner in pairwise(filter(None, ends))]
    usual = [seconds for seconds in took if 0 < seconds < LONGEST_SECONDS]
    return median(usual) if usual else None
