"""Restarts of a print server that nobody noticed, and what it prints again after any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Thread

from django.db import connection
from django.utils import timezone

from packages_ui.models import Printer, PrintJob
from packages_ui.printers.ipp import IppJob, IppPrinter, JobState
from packages_ui.printers.ipp_line import SilentLine

State = PrintJob.State
MOST_LATELY = 100  # jobs of each kind that are requested from a print server
OVER = (JobState.COMPLETED, JobState.CANCELED, JobState.ABORTED)
WATCH_ON_SECONDS = 15  # the next feeder has its own line by then; a server has room for some lines only
AT_ONCE = 2  # seconds, by a clock of whole ones, in which a server begins with the next job


@dataclass
class Restarts:
    """Of the print server that `printer` is a queue of. `unnoticed`: there was one, and the labels that it
    had then have not been considered. `looked_back_after` is the absence after which they were. `line` where
    it is surely a print server, which has room for a connection more."""

    printer: Printer
    ipp: IppPrinter
    unnoticed: bool = False
    looked_back: bool = False
    looked_back_after: datetime | None = None
    line: SilentLine | None = None

    def watch(self) -> None:
        """From now on."""
        self.line = self.line or SilentLine(self.ipp)

    def notice(self) -> bool:
        """Whether there was one. Raises NotConnected."""
        if self.line and self.line.broke():
            self.unnoticed, self.looked_back = True, False
        return self.unnoticed

    def watch_on(self) -> None:
        """When its feeder ends with labels at the server, until the next one watches: a quick restart in
        between leaves no trace. The printer may be given another address meanwhile."""
        if self.line:
            Thread(target=self._watch_on, name=f"watch-{self.printer.pk}", daemon=True).start()

    def _watch_on(self) -> None:
        at_server = PrintJob.objects.filter(printer=self.printer, state=State.SENT)
        try:
            if self.line and at_server.exists() and self.line.breaks(within=WATCH_ON_SECONDS):
                watched = Printer.objects.filter(pk=self.printer.pk, address=self.ipp.uri)
                watched.update(away_at=timezone.now())
        finally:
            connection.close()

    def look_back(self) -> None:
        """At first, and after each restart and absence. CUPS saves its progress every 30 seconds; when it is
        killed it prints again whatever it had saved as waiting. Raises PrinterError."""
        self.notice()
        away_at = self.printer.away_at
        if self.looked_back and away_at in (None, self.looked_back_after):
            return
        self._compare(self.ipp.jobs(most=MOST_LATELY))
        self.looked_back, self.looked_back_after = True, away_at

    def _compare(self, listed: list[IppJob]) -> None:
        known = {job.name: job for job in listed}
        ours = PrintJob.objects.filter(
            printer=self.printer, state__in=(State.PRINTED, State.SENT), handle__in=list(known)
        )
        for job in ours.order_by("-sending_at"):  # the last first, or each would be started in its turn
            found = known[job.handle]
            is_printed = job.state == State.PRINTED
            again = self._stop(job, found) if is_printed else self._began_late(job, found, listed)
            self.unnoticed |= again

    def _stop(self, job: PrintJob, found: IppJob) -> bool:
        """A label that is confirmed here is cancelled there; if it has been started by then it may be a
        duplicate. Whether that shows a restart."""
        is_coming = found.state not in OVER
        if is_coming:
            self.ipp.cancel(found.id)
            found = self.ipp.job(found.id) or found  # it may have been started meanwhile
        again = note_start(job, found)
        return again or (is_coming and job.proof == PrintJob.Proof.PRINTER)

    def _began_late(self, job: PrintJob, found: IppJob, listed: Iterable[IppJob]) -> bool:
        """Nobody saw when it began first. A server begins with a job as soon as the one before is over; if
        it was idle before it began with this one, it had begun before. All by the server's clock."""
        if found.began is None or found.created is None or job.remote_began is not None:
            return False
        ends = (one.completed for one in listed if one.completed and one.completed <= found.began)
        return found.began - max(found.created, *ends, 0) > AT_ONCE and not self.printer.trouble


def note_start(job: PrintJob, found: IppJob) -> bool:
    """Note when the print server began with the label; whether that differs from what was noted before. Then
    it was restarted in between, and the label may be on paper twice."""
    if found.began is None or found.began == job.remote_began:
        return False
    again = job.remote_began is not None
    twice = {"maybe_twice": True} if again else {}
    PrintJob.objects.filter(pk=job.pk).update(remote_began=found.began, **twice)
    return again
