"""The feeder of one printer: it alone sends to it, label by label, in the batch's order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from time import monotonic

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from packages_ui.models import Printer, PrintJob
from packages_ui.services.marks.stops import set_aside, stop_of
from packages_ui.services.printing import auto_pause, ledger, queue, slips
from packages_ui.services.printing.changed import hold_with_question
from packages_ui.services.printing.connection import LeaseGuard, PrinterConnection
from packages_ui.services.printing.prepare import Preparer
from packages_ui.services.printing.slips import end_batch
from packages_ui.services.printing.submit import submit

State = PrintJob.State
WAIT_FOR_LABEL = 0.25  # seconds between two checks for the next label, where no bell rings
NO_HURRY = 0.1  # seconds between two checks of a printer for which no label waits
CHECK_AGAIN = 1.0  # seconds, where only a person or the printer's memory can help
LINGER = 2.0  # seconds that an idle feeder stays: people print several times in a row
NOTE_EVERY = timedelta(seconds=3)
UNWATCHED_SECONDS = 15  # beyond the lease of a dead worker: no printer restarts faster


@dataclass
class Feeder:
    """Steps until `stop` is set or nothing is left to do. `on_wanted`: a label has to be fetched again.
    `woken` is set when there is something new: while it `rests`, having nothing to do, or `awaits` a label.
    `nudged`: there was something new in the middle of a step. `doubted`: labels may have gone wrong since it
    was last considered whether to pause the printer; at first those of the feeders before this one."""

    conn: PrinterConnection
    guard: LeaseGuard
    stop: Event
    on_wanted: Callable[[], object]
    woken: Event = field(default_factory=Event)
    rests: bool = False
    nudged: bool = False
    awaits: bool = False
    doubted: bool = True
    preparer: Preparer = field(init=False)
    address: tuple[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.preparer = Preparer(self.conn, self.on_wanted)
        self.address = self.printer.kind, self.printer.address

    @property
    def printer(self) -> Printer:
        return self.conn.printer

    def run(self) -> None:
        """In a thread of its own, with a database connection of its own."""
        try:
            ledger.abandon(printer_id=self.printer.pk, token=self.guard.token)
            slips.abandon(printer_id=self.printer.pk)
            self._note_a_gap()
            lingers = False
            while self._goes_on():
                pause = self.step()
                if pause is None and lingers:
                    return
                lingers = pause is None and not self._rest()
                if pause and not self.stop.is_set():  # its own ring may have arrived within the step
                    self.woken.wait(pause)
        finally:
            self.conn.leave()
            connection.close()

    def nudge(self) -> None:
        """There may be something to do: it checks at once where it rests, else after its step."""
        self.nudged = True
        if self.rests:
            self.woken.set()

    def _rest(self) -> bool:
        """Whether something new came while it had nothing to do, or while it found that out."""
        self.rests = True
        came = self.nudged or self.stop.is_set() or self.woken.wait(LINGER)
        self.rests = False
        return came

    def step(self) -> float | None:
        """Follow the labels that were sent, then send one more if there is room. Seconds until the next step
        makes sense; None when there is nothing to do."""
        jobs = queue.followed(self.printer)
        if jobs and not self._check():
            return CHECK_AGAIN
        if jobs:
            jobs = self._follow(jobs)
        self._consider_pause()
        job = self._next()  # only now: what has just been requeued comes first
        slip = slips.next_wanted(self.printer)
        if not jobs:
            if job is None and slip is None:
                return None
            # else once in a step, so that the saved status is the one that was followed
            if not self._check():
                return CHECK_AGAIN
        self._note(jobs)
        if slip and slips.send_wanted(self.conn, self.guard, jobs, slip):
            return 0.0
        return self._send_next(job, jobs)

    def _follow(self, jobs: list[PrintJob]) -> list[PrintJob]:
        """Labels that are still at the printer."""
        self.conn.follow(jobs)
        self._note_absence()
        still = queue.followed(self.printer)
        self.doubted |= [(job.pk, job.state) for job in jobs] != [(job.pk, job.state) for job in still]
        return still

    def _consider_pause(self) -> None:
        """Before the next label, and where none is followed any more: those that went wrong are not."""
        if self.doubted:
            auto_pause.pause_if_hopeless(self.printer)
            self.doubted = False

    def _goes_on(self) -> bool:
        """Whether there is another step. Whatever comes after this moment wakes it, a request to stop too."""
        self.nudged = False
        self.woken.clear()
        return not self.stop.is_set() and self._is_there()

    def _is_there(self) -> bool:
        """Reload the printer; whether it is still the one that this feeder is connected to."""
        try:
            self.printer.refresh_from_db()
        except Printer.DoesNotExist:
            return False
        return (self.printer.kind, self.printer.address) == self.address

    def _next(self) -> PrintJob | None:
        """The next label. A batch that has ended gets its end slip."""
        if self.printer.paused_at:
            return None
        before = self.printer.current
        job = queue.next_job(self.printer)
        if before is not None and before.pk != self.printer.current_id:
            end_batch(batch=before, printer=self.printer)
        return job

    def _send_next(self, job: PrintJob | None, jobs: list[PrintJob]) -> float:
        if job is None:
            sent = any(other.state == State.SENT for other in jobs)
            return max(self.conn.pause(), NO_HURRY) if sent else CHECK_AGAIN
        if job.state != State.READY and (job := self._awaited(job, jobs)) is None:
            return 0.0
        printable = self.preparer.prepare(job)  # while the printer is still busy with the one before
        if printable is None:
            return 0.0
        if not self.conn.has_room(jobs):
            self._consider_standstill(jobs)
            return self.conn.pause()
        if self._set_aside(job) or submit(job, printable, conn=self.conn, guard=self.guard, jobs=jobs):
            return 0.0
        self.doubted = True
        self._note_absence()
        return self.conn.pause()

    def _consider_standstill(self, jobs: list[PrintJob]) -> None:
        """What the printer holds may be labels that were given up, or another program's. Where it holds none,
        it is not the printer that is waited for."""
        holds = self.conn.holds
        if holds and any(holds) and not any(job.state == State.SENT for job in jobs):
            auto_pause.pause_if_stuck(self.printer, holds)

    def _set_aside(self, job: PrintJob) -> bool:
        """Whether its package is stopped, or has left since, checked just before paper: then the next label
        has its turn."""
        if stop_of(number=job.package_number) is None:
            return hold_with_question(job)
        with transaction.atomic():
            set_aside(numbers=[job.package_number])
        return True

    def _awaited(self, job: PrintJob, jobs: list[PrintJob]) -> PrintJob | None:
        """The same job once its label was fetched; None when the printer has to be checked before that."""
        waiting = PrintJob.objects.filter(pk=job.pk, state__in=PrintJob.WAITING)
        until = monotonic() + (self.conn.pause() if jobs else CHECK_AGAIN)
        self.awaits = True  # before the check: a label that comes in between rings only once
        while waiting.exists() and (left := until - monotonic()) > 0 and not self.stop.is_set():
            self.woken.wait(min(left, WAIT_FOR_LABEL))
            self.woken.clear()
        self.awaits = False
        ready = PrintJob.objects.filter(pk=job.pk, state=State.READY, question="")
        return ready.select_related("label", "batch").first()

    def _check(self) -> bool:
        """False when this process slept meanwhile: then the silence was its own, not the printer's."""
        self.conn.check()
        self._note_absence()
        return self.guard.holds()

    def _note_absence(self) -> None:
        """Not where this process itself slept."""
        if self.conn.was_off and self.printer.away_at is None and self.guard.holds():
            self.printer.note(away_at=timezone.now())

    def _note_a_gap(self) -> None:
        """If the printer was not polled for a while, assume that it may have been power-cycled too."""
        seen, most = (
            self.printer.looked_at,
            timedelta(seconds=settings.PRINT_LEASE_SECONDS + UNWATCHED_SECONDS),
        )
        if seen is not None and self.printer.away_at is None and timezone.now() - seen > most:
            self.printer.note(away_at=seen)

    def _note(self, jobs: list[PrintJob]) -> None:
        """Save the printer's status for people; that it is back, only after its labels have been settled."""
        conn, printer, now = self.conn, self.printer, timezone.now()
        back = conn.reached and not conn.trouble and printer.away_at is not None and conn.has_settled(jobs)
        fresh = printer.looked_at is not None and now - printer.looked_at < NOTE_EVERY
        if fresh and not back and printer.trouble == conn.trouble:
            return
        if back:  # unless it went away once more, which others may note
            Printer.objects.filter(pk=printer.pk, away_at=printer.away_at).update(away_at=None)
            printer.away_at = None
        printer.note(looked_at=now, trouble=conn.trouble)
