"""An IPP printer or a CUPS queue: jobs are known by their names, and each is followed to its end."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import inf
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.drawing.requests import Raster as AsRaster
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.papers import Printable, is_raster
from packages_ui.messages import printing
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Printer, PrintJob
from packages_ui.printers.errors import NotTaken, PrinterError
from packages_ui.printers.ipp import IppJob, IppPrinter, IppStatus, JobState, PrinterState
from packages_ui.printers.ipp_status import PDF, PWG_RASTER, Raster
from packages_ui.printers.line import Deadline
from packages_ui.services.locks import lock_batches
from packages_ui.services.printing import ledger
from packages_ui.services.printing.connection import media_of
from packages_ui.services.printing.ipp_restart import Restarts, note_start
from packages_ui.services.printing.pacing import Pacing, seconds_per_label

State, Cause, Proof = PrintJob.State, PrintJob.Cause, PrintJob.Proof
MOST_OUTSTANDING = 5  # a print server loses what it has accepted when it is killed: give it little
POLL_SECONDS = 1.0
SEARCH_AGAIN_SECONDS = 5.0
WAIT_SECONDS = 1.0  # for a free child process that draws
WITH_ERRORS_REASON = "job-completed-with-errors"


@dataclass
class IppConnection:
    """`room` is how many labels the printer takes at a time; 1 once it answered that it is busy."""

    printer: Printer
    reached: bool = False
    trouble: Message = NOTHING
    status: IppStatus | None = None
    room: int = MOST_OUTSTANDING
    held: Message = NOTHING
    pacing: Pacing = field(init=False)
    polled: float = -POLL_SECONDS
    searched: float = -SEARCH_AGAIN_SECONDS
    restarts: Restarts = field(init=False)
    draws_until: float = inf

    def __post_init__(self) -> None:
        step = settings.PRINT_STEP_SECONDS
        self.pacing = Pacing(seconds_per_label(self.printer))
        self.ipp = IppPrinter(
            self.printer.address,
            certificate=self.printer.certificate,
            connect_seconds=step * 0.2,
            answer_seconds=step * 0.7,
            allow_local=settings.PRINTERS_ON_THIS_MACHINE,
        )
        self.restarts = Restarts(self.printer, self.ipp)

    @property
    def was_off(self) -> bool:
        return not self.reached

    @property
    def language(self) -> Raster | None:
        """PDF, or the raster that the printer takes in its place."""
        return self.status.raster(dpi=self.printer.dpi) if self.status else None

    def check(self) -> None:
        if monotonic() - self.polled < POLL_SECONDS:
            return
        try:
            self.status = self.ipp.check()
            if self.status.is_server:
                self.restarts.watch()
            if self._is_server:
                self.restarts.look_back()
            self.reached, self.trouble = True, self.status.trouble or self.held
        except PrinterError as error:
            self.status, self.reached, self.trouble = None, False, error.sentence
        self.polled = monotonic()

    def follow(self, jobs: list[PrintJob]) -> None:
        sent = [job for job in jobs if job.state == State.SENT]
        if not self.reached:
            _mark_old_unconfirmed(sent)
            return
        try:
            self._follow_sent(sent)
            self._search([job for job in jobs if job.state == State.UNKNOWN])
        except PrinterError as error:
            self.reached, self.trouble = False, error.sentence

    def has_settled(self, jobs: list[PrintJob]) -> bool:  # noqa: ARG002 - each job has its own number
        return True

    def has_room(self, jobs: list[PrintJob]) -> bool:
        outstanding = sum(job.state == State.SENT for job in jobs)
        if self.status is None or not self.reached or not self.status.accepting:
            return False
        return outstanding < self.room and (not self.trouble or (not outstanding and self._may_be_over))

    @property
    def holds(self) -> None:
        """Each job is followed by its own number."""
        return None

    def count_before(self, jobs: list[PrintJob]) -> None:  # noqa: ARG002 - this kind counts jobs, not labels
        return None

    @property
    def _patience(self) -> Patience:
        return Patience(settings.PRINT_STEP_SECONDS, WAIT_SECONDS, self.draws_until)

    @property
    def _raster(self) -> AsRaster | None:
        return AsRaster(self.language.dpi, self.language.kind) if self.language else None

    def prepare(self, content: bytes, label_format: str, *, made_for: int = 0) -> Printable:
        return draw.to_pages(
            content,
            LabelFormat(label_format),
            media=media_of(self.printer),
            raster=self._raster,
            made_for=made_for,
            patience=self._patience,
        )

    def prepare_document(self, pdf: bytes) -> Printable:
        media = media_of(self.printer)
        return draw.document_to_pages(pdf, media=media, raster=self._raster, patience=self._patience)

    def copied(self, printable: Printable, copies: int) -> Printable:
        content = draw.repeat(printable.content, copies=copies, patience=self._patience)
        return replace(printable, content=content, pieces=printable.pieces * copies)

    def together(self, first: Printable, second: Printable) -> Printable:
        content = draw.together(first.content, second.content, patience=self._patience)
        return replace(second, content=content, pieces=first.pieces + second.pieces)

    def send(self, printable: Printable, *, handle: str, until: Deadline) -> int:
        self.restarts.unnoticed = False  # those before it have been considered, if there are any
        try:
            remote_id = self.ipp.send(
                printable.content,
                mime=PWG_RASTER if is_raster(printable.content) else PDF,
                name=handle,
                width_mm=self.printer.width_mm,
                height_mm=self.printer.height_mm,
                until=until,
            )
        except NotTaken:
            self.room = 1
            self.pacing.busy()
            raise
        self.pacing.sent()
        return remote_id

    def leave(self) -> None:
        self.restarts.watch_on()

    def pause(self) -> float:
        return self.pacing.pause() if self.reached and not self.trouble else 1.0

    def _follow_sent(self, jobs: list[PrintJob]) -> None:
        """The oldest first, up to the first that is not finished: a printer keeps their order."""
        self.held = NOTHING
        if jobs:
            self.pacing.under_way(_since_sent(jobs[0]))
        self._mark_maybe_duplicates(jobs)
        for job in jobs:
            found = self.ipp.job(job.remote_id or 0)
            if self.restarts.notice():  # only now: it may not be the server that was checked
                self._mark_maybe_duplicates(jobs)
            if found is None or found.name != job.handle:
                ledger.mark_unconfirmed(job, cause=Cause.NOT_FOUND, reason=printing.NOT_FOUND_AT_PRINTER())
                continue
            if self._is_server:
                note_start(job, found)
            if not self._settle(job, found):
                return
        self.pacing.idle()

    def _settle(self, job: PrintJob, found: IppJob) -> bool:
        """Whether the printer has finished it."""
        if found.state is JobState.COMPLETED:
            if WITH_ERRORS_REASON in found.reasons:
                return ledger.mark_unconfirmed(job, cause=Cause.SILENT, reason=printing.WITH_ERRORS())
            self.pacing.printed()
            return ledger.confirm(job, Proof.PRINTER)
        if found.state in (JobState.ABORTED, JobState.CANCELED):
            return ledger.mark_failed(job, reason=printing.GAVE_UP() + found.why)
        if found.state is JobState.HELD:
            self.held = printing.HELD_AT_PRINTER(number=job.package_number)
        if not self.trouble and _since_sent(job) > settings.PRINT_SILENT_SECONDS:
            return ledger.mark_unconfirmed(job, cause=Cause.SILENT, reason=printing.NEVER_CONFIRMED())
        return False

    def _mark_maybe_duplicates(self, jobs: list[PrintJob]) -> None:
        """A print server that was killed starts again the label that it was printing, and those it had not
        yet saved as done. This cannot be prevented from outside: they may be duplicates. How many it had
        begun since somebody looked, nobody knows: a queue that only hands over is done in no time."""
        away_at = timezone.now() if self.restarts.unnoticed else self.printer.away_at
        self.restarts.unnoticed = False
        if away_at is None or not self._is_server:
            return
        away = [job.pk for job in jobs if (job.sending_at or away_at) <= away_at and not job.maybe_twice]
        if away:
            rows = PrintJob.objects.filter(pk__in=away)
            with transaction.atomic():
                lock_batches(rows)
                rows.update(maybe_twice=True)

    @property
    def _may_be_over(self) -> bool:
        """A print server learns its printer's state only from a job: while it is idle its trouble may be
        over, and the next label will show."""
        is_idle = self.status is not None and self.status.state is PrinterState.IDLE
        return is_idle and self._is_server and not self.held

    @property
    def _is_server(self) -> bool:
        """CUPS, which reports the time of day where a printer reports how long it has been up."""
        return self.status is not None and self.status.up_seconds is None

    def _search(self, jobs: list[PrintJob]) -> None:
        """Unknown labels: the printer may have one under our name, or prove that it never had it. Of a label
        that was sent in parts a printer may have one part, and take it for the whole; a server does not."""
        if not jobs or monotonic() - self.searched < SEARCH_AGAIN_SECONDS:
            return
        self.searched = monotonic()
        known = {job.name: job for job in self.ipp.jobs()}
        for job in jobs:
            found = known.get(job.handle)
            if job.cause == Cause.SILENT:
                if found and found.state is JobState.COMPLETED and WITH_ERRORS_REASON not in found.reasons:
                    ledger.confirm(job, Proof.PRINTER)
            elif found:
                if self._is_server or not job.in_parts:
                    ledger.confirm_found(job, remote_id=found.id)
            elif job.cause in (Cause.DIED, Cause.DISCONNECTED) and self._would_be_listed(job, known):
                ledger.requeue_unprinted(job)

    def _would_be_listed(self, job: PrintJob, known: Iterable[str]) -> bool:
        """An earlier job of ours is still listed, the printer has not restarted since, and the sender of the
        label has had the time to finish."""
        up = self.status.up_seconds if self.status else None
        sending_at = job.sending_at or timezone.now()
        if timezone.now() - sending_at < timedelta(seconds=settings.PRINT_LEASE_SECONDS):
            return False
        if (
            up is None and job.cause == Cause.DISCONNECTED
        ):  # the restart itself may have broken the connection
            return False
        if up is not None and timezone.now() - timedelta(seconds=up) > sending_at:
            return False
        ours = PrintJob.objects.filter(
            printer=self.printer, handle__in=list(known), sending_at__lt=sending_at
        )
        return ours.exists()


def _mark_old_unconfirmed(jobs: list[PrintJob]) -> None:
    """It cannot be reached: labels sent long ago are for a person to confirm, unless it comes back."""
    for job in jobs:
        if _since_sent(job) > settings.PRINT_SILENT_SECONDS:
            ledger.mark_unconfirmed(job, cause=Cause.OFFLINE, reason=printing.STOPPED_RESPONDING())


def _since_sent(job: PrintJob) -> float:
    return (timezone.now() - job.sent_at) / timedelta(seconds=1) if job.sent_at else 0.0
