"""A label printer on a raw port: what its status and its label counter confirm."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf
from secrets import token_hex
from time import monotonic

from django.conf import settings
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.labels.copies import counted
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.papers import Printable
from packages_ui.messages import printing
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Printer, PrintJob, Slip
from packages_ui.printers.address import parse_raw
from packages_ui.printers.agent import AgentPrinter
from packages_ui.printers.errors import NotConnected, PrinterError
from packages_ui.printers.line import Deadline
from packages_ui.printers.raw import RawPrinter
from packages_ui.printers.status import PrinterStatus
from packages_ui.services.printing import ledger, slips
from packages_ui.services.printing.connection import media_of
from packages_ui.services.printing.pacing import Pacing, seconds_per_label
from packages_ui.services.printing.raw_accounting import Paper, Seen, Verdict, missing, verdicts

State, Cause, Proof = PrintJob.State, PrintJob.Cause, PrintJob.Proof
MOST_UNCONFIRMED = 16
WAIT_SECONDS = 1.0  # for a free child process that draws
POLL_SECONDS = 0.02
SOONEST, LATEST = 0.1, 0.2  # seconds between two status requests while a label is printed
ANSWER_SECONDS = 1.5  # the longest wait for one response
SLOW_SECONDS = 3.0  # a label not counted by then may be lost: nothing more is sent meanwhile
QUIET_SECONDS = 6.0  # longer than any label takes to print
HALF_SECONDS = 20.0  # longer than any label takes to arrive: of what is not whole by then the rest was lost
MUTE_SECONDS = 30.0  # how often a printer that never responds is waited for
BRIEF_SECONDS = 0.03
_mute: dict[int, float] = {}  # by printer: when this process last waited for it in vain
SILENT = printing.NOT_RESPONDING()


def raw_printer(address: str, **patience: float) -> RawPrinter:
    """The printer at that address, with so many seconds for each. Raises InvalidAddress."""
    at = parse_raw(address)
    return RawPrinter(at.host, at.port, allow_local=settings.PRINTERS_ON_THIS_MACHINE, **patience)


@dataclass
class RawConnection:
    """`seen` is the printer's response at `looked_at`."""

    printer: Printer
    reached: bool = False
    trouble: Message = NOTHING
    seen: Seen = field(default_factory=lambda: Seen(PrinterStatus()))
    polled: float = 0.0
    looked_at: datetime = field(default_factory=timezone.now)
    draws_until: float = inf
    pacing: Pacing = field(init=False)

    raw: RawPrinter | AgentPrinter = field(init=False)

    def __post_init__(self) -> None:
        self.pacing = Pacing(seconds_per_label(self.printer))
        self.raw = self.opened()

    def opened(self) -> RawPrinter | AgentPrinter:
        """The printer, or its agent, for both status and labels."""
        step = settings.PRINT_STEP_SECONDS
        return raw_printer(
            self.printer.address,
            connect_seconds=step * 0.2,
            send_seconds=step * 0.5,
            answer_seconds=min(ANSWER_SECONDS, step * 0.15),
        )

    def note_failure(self, error: NotConnected) -> None:
        """It was not reached, for this reason."""

    @property
    def was_off(self) -> bool:
        """Whether the printer itself was not there: it may have been off."""
        return not self.reached

    @property
    def language(self) -> str:
        """As the printer is set up."""
        return self.printer.language

    def check(self) -> None:
        if monotonic() - self.polled < POLL_SECONDS:
            return
        self.looked_at = timezone.now()
        try:
            status = self._status()
            count = self.raw.count(status) if self.printer.counts else None
            self.seen, self.reached = Seen(status, count), True
            self.trouble = self._trouble(status)
        except NotConnected as error:
            self.seen, self.reached, self.trouble = Seen(PrinterStatus()), False, error.sentence
            self.note_failure(error)
        self.polled = monotonic()

    def follow(self, jobs: list[PrintJob]) -> None:
        if self.seen.status.partial and any(map(self._may_still_confirm, jobs)):
            self._clear_partial()
            return
        papers = [Paper.of(job, looked_at=self.looked_at) for job in jobs]
        quiet, half = self._is_quiet(jobs, papers), self._may_be_half(jobs)
        self.seen = Seen(self.seen.status, self.seen.count, quiet=quiet, half=half)
        if not self.seen.status.answered:
            self._mark_old_unconfirmed(jobs)
            return
        if self.trouble and self.printer.away_at:
            return
        found = verdicts(papers, self.seen)
        # labels that it still holds prove that its memory survived while it was offline
        lost_power = self.printer.away_at and self.seen.count is None and Verdict.HELD not in found
        self._keep_pacing(jobs, found)
        for job, verdict in zip(jobs, found, strict=True):
            if job.state == State.UNKNOWN:
                self._settle_unknown(job, verdict)
            elif lost_power:
                ledger.mark_unconfirmed(job, cause=Cause.OFFLINE, reason=printing.WAS_OFFLINE())
            else:
                self._settle_sent(job, verdict)

    def has_settled(self, jobs: list[PrintJob]) -> bool:
        away_at = self.printer.away_at
        before = [job for job in jobs if job.sent_at and away_at and job.sent_at <= away_at]
        return not any(job.state == State.SENT for job in before) and not any(
            map(self._may_still_confirm, jobs)
        )

    def has_room(self, jobs: list[PrintJob]) -> bool:
        if (
            not self.reached
            or self.trouble
            or self.printer.away_at
            or any(map(self._may_still_confirm, jobs))
        ):
            return False
        if not self.printer.answers:
            return True
        unconfirmed = [job for job in jobs if job.state == State.SENT]
        status, held = self.seen.status, unconfirmed[-1].pieces if unconfirmed else 1
        taking = status.answered and not status.buffer_full and status.waiting <= held
        taking = taking and not (self.seen.half and unconfirmed)  # which is forgotten when the next is sent
        return taking and len(unconfirmed) < MOST_UNCONFIRMED and self._counts_right(unconfirmed)

    @property
    def holds(self) -> tuple[int, int] | None:
        status = self.seen.status
        well = status.answered and self.reached and not self.trouble and not self.printer.away_at
        return (status.waiting, status.remaining) if well else None

    def count_before(self, jobs: list[PrintJob]) -> int | None:
        if self.seen.count is None:
            return None
        ends = [(job.count_before or 0) + job.pieces for job in jobs if job.state == State.SENT]
        return max([self.seen.count, *ends, slips.counted_up_to(self.printer)])

    def prepare(self, content: bytes, label_format: str, *, made_for: int = 0) -> Printable:
        return draw.to_zpl(
            content,
            LabelFormat(label_format),
            media=media_of(self.printer),
            made_for=made_for,
            patience=Patience(settings.PRINT_STEP_SECONDS, WAIT_SECONDS, self.draws_until),
        )

    def prepare_document(self, pdf: bytes) -> Printable:
        return self.prepare(pdf, LabelFormat.PDF)

    def copied(self, printable: Printable, copies: int) -> Printable:
        return counted(printable, copies)

    def together(self, first: Printable, second: Printable) -> Printable:
        return replace(second, content=first.content + second.content, pieces=first.pieces + second.pieces)

    def send(self, printable: Printable, *, handle: str, until: Deadline) -> None:
        self.hand_over(printable.content, job=handle, until=until, clear_partial=self.printer.answers)
        self.pacing.sent()

    def hand_over(self, content: bytes, *, job: str, until: Deadline, clear_partial: bool) -> None:
        """Once. `job` is its name, which a raw port knows nothing of. Raises PrinterError."""
        if isinstance(self.raw, AgentPrinter):
            self.raw.send(content, job=job, clear_partial=clear_partial, until=until)
        else:
            self.raw.send(content, clear_partial=clear_partial, until=until)

    def pause(self) -> float:
        """It takes one label while it prints another, so the exact end of a label does not matter; but a
        label whose end is not seen before a power cut is left to a person."""
        if not self.reached or self.trouble:
            return 1.0
        return min(max(self.pacing.pause(), SOONEST), LATEST)

    def leave(self) -> None:
        """Each label and each question has a line of its own."""

    def _keep_pacing(self, jobs: list[PrintJob], found: list[Verdict]) -> None:
        if printed := found.count(Verdict.PRINTED):
            self.pacing.printed(printed)
        if printed == len(jobs):
            self.pacing.idle()

    def _status(self) -> PrinterStatus:
        """A printer that never responds is not waited for at each label."""
        known = monotonic() - _mute.get(self.printer.pk, -MUTE_SECONDS) < MUTE_SECONDS
        brief = known and not self.printer.answers
        raw = replace(self.raw, answer_seconds=BRIEF_SECONDS) if brief else self.raw
        status = raw.status()
        if not status.answered and not brief:
            _mute[self.printer.pk] = monotonic()
        return status

    def _trouble(self, status: PrinterStatus) -> Message:
        if not status.answered:
            return SILENT if self.printer.answers else NOTHING
        if not self.printer.answers:
            self.printer.note(answers=True)
        return status.trouble

    def _may_still_confirm(self, job: PrintJob) -> bool:
        """While its counter can settle the label, nothing is sent that would move the counter."""
        return self.printer.counts and job.state == State.UNKNOWN and job.count_before is not None

    def _clear_partial(self) -> None:
        """Half a label from a sender that died: until it is cleared, the counter cannot be read."""
        until = Deadline.within(settings.PRINT_STEP_SECONDS)
        with suppress(PrinterError):
            self.hand_over(b"", job=f"clear-{token_hex(8)}", until=until, clear_partial=True)

    def _may_be_half(self, jobs: list[PrintJob]) -> bool:
        """Whether the printer waits for the rest of a label, and that may be the last one: a network can lose
        the end of what it took. Not where another was begun after it, of which the connection broke."""
        if not self.seen.status.partial or not jobs or jobs[-1].state != State.SENT:
            return False
        later = {"printer": self.printer, "sending_at__gt": jobs[-1].sending_at}
        return not any(kind.objects.filter(**later).exists() for kind in (PrintJob, Slip))

    def _stays_half(self, job: PrintJob, verdict: Verdict) -> bool:
        """A half label, with nothing before it that would explain why it is not read on."""
        is_half = self.seen.half and verdict is Verdict.HELD and not self.seen.status.waiting
        return is_half and not self.trouble and self._age(job.sent_at) > HALF_SECONDS

    def _is_quiet(self, jobs: list[PrintJob], papers: list[Paper]) -> bool:
        """Whether it has been idle for long, although it has not counted all labels sent to it."""
        stands = self.seen.idle and missing(papers, self.seen) > 0 and self._oldest(jobs) > SLOW_SECONDS
        if stands != (self.printer.quiet_since is not None):
            self.printer.note(quiet_since=self.looked_at if stands else None)
        return self._age(self.printer.quiet_since) > QUIET_SECONDS

    def _counts_right(self, sent: list[PrintJob]) -> bool:
        """Whether the labels still to be counted are those that it holds and the one being printed. If not,
        one was lost, and a label sent now would be counted in its place."""
        if not self.printer.counts:
            return True
        if self.seen.count is None:  # it did not report it this time: poll again
            return False
        papers = [Paper.of(job, looked_at=self.looked_at) for job in sent]
        late = missing(papers, self.seen) - self.seen.status.waiting
        return late <= 0 or (late == 1 and self._oldest(sent) < SLOW_SECONDS)

    def _settle_sent(self, job: PrintJob, verdict: Verdict) -> None:
        if verdict is Verdict.PRINTED:
            ledger.confirm(job, Proof.EMPTY if self.seen.count is None else Proof.PRINTER)
        elif verdict in (Verdict.NEVER, Verdict.UNDECIDED) and self.seen.quiet:
            ledger.mark_unconfirmed(job, cause=Cause.OFFLINE, reason=printing.WAS_OFFLINE())
        elif self._stays_half(job, verdict):
            if self.printer.counts and self._age(job.sent_at) < settings.PRINT_SILENT_SECONDS:
                self._clear_partial()  # then the counter tells
            else:
                ledger.mark_unconfirmed(job, cause=Cause.DISCONNECTED, reason=printing.HALF_TAKEN())
        elif not self.trouble and self._age(job.sent_at) > settings.PRINT_SILENT_SECONDS:
            ledger.mark_unconfirmed(job, cause=Cause.SILENT, reason=printing.NEVER_PRINTED())

    def _mark_old_unconfirmed(self, jobs: list[PrintJob]) -> None:
        """It does not respond, or is offline: labels sent long ago are for a person to confirm."""
        for job in jobs:
            if job.state == State.SENT and self._age(job.sent_at) > settings.PRINT_SILENT_SECONDS:
                ledger.mark_unconfirmed(job, cause=Cause.OFFLINE, reason=printing.STOPPED_RESPONDING())

    def _settle_unknown(self, job: PrintJob, verdict: Verdict) -> None:
        if job.count_before is None or self.seen.count is None:
            return
        if verdict is Verdict.PRINTED:
            ledger.confirm(job, Proof.PRINTER)
        elif verdict is Verdict.NEVER:
            ledger.requeue_unprinted(job)
        elif (
            verdict is Verdict.UNDECIDED
        ):  # part of it printed: a person has to check, and nothing waits for that
            PrintJob.objects.filter(pk=job.pk, state=State.UNKNOWN).update(count_before=None)

    def _oldest(self, jobs: list[PrintJob]) -> float:
        return max((self._age(job.sending_at) for job in jobs), default=0.0)

    def _age(self, moment: datetime | None) -> float:
        """In seconds, at the last check of the printer: its state is from then, not from now."""
        return (self.looked_at - moment) / timedelta(seconds=1) if moment else 0.0
