"""A feeder at work in a thread of its own, and a clock for whoever starts feeders."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

from packages_ui.models import Printer
from packages_ui.printers.line import clock
from packages_ui.sandbox.zpl_printer import PATIENCE
from packages_ui.services.printing.connection import LeaseGuard, PrinterConnection
from packages_ui.services.printing.feeder import Feeder
from tests.services.printing.makers import hold, let_go


@dataclass
class Clock:
    """Goes on by itself, and is put ahead."""

    ahead: float = 0

    def __call__(self) -> float:
        return monotonic() + self.ahead


class Running:
    """Until it has nothing to do, or is stopped at the end of the `with`. `wanted`: a label
    has to be fetched anew."""

    def __init__(self, printer: Printer, conn: Callable[[Printer], PrinterConnection]) -> None:
        self.stop, self.wanted, self.woken = Event(), Event(), Event()
        self.token = hold(printer)
        guard = LeaseGuard.around(self.token, requested_at=clock() + 3600)
        at = conn(Printer.objects.get(pk=printer.pk))
        self.feeder = Feeder(at, guard, self.stop, self.wanted.set, self.woken)
        self.thread = Thread(target=self.feeder.run)
        self.thread.start()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        """It does not wait out its pause."""
        self.stop.set()
        self.woken.set()
        self.wait()

    def wait(self) -> None:
        self.thread.join(10 * PATIENCE)  # all that it does
        assert not self.thread.is_alive()
        let_go(self.token)
