"""A printer behind an agent: what a raw printer proves, and besides what became of each hand-over, which the
agent writes down."""

from functools import partial

from django.conf import settings
from django.db.models import F

from packages_ui.labels.papers import Printable
from packages_ui.messages.stations import AGENT_BEGUN
from packages_ui.models import Printer, PrintJob
from packages_ui.printers.agent import AgentPrinter
from packages_ui.printers.errors import AgentAway, NotConnected
from packages_ui.printers.line import Deadline
from packages_ui.printers.raw import RawPrinter
from packages_ui.services.printing import agent_relay, ledger
from packages_ui.services.printing.raw import ANSWER_SECONDS, RawConnection

State, Cause = PrintJob.State, PrintJob.Cause
PENDING = (Cause.DIED, Cause.DISCONNECTED)  # the agent still has to report their fate


def agent_printer(printer: Printer, *, send_seconds: float = 4, answer_seconds: float = 1) -> AgentPrinter:
    """The printer as its agent knows it; one whose agent was taken from it is not there."""
    key = printer.address.partition("/")[2]
    call = partial(agent_relay.call, printer.agent_id or 0)
    return AgentPrinter(
        key,
        call,
        send_seconds=send_seconds,
        answer_seconds=answer_seconds,
        counts=printer.counts,
        pages=printer.takes_pages,
    )


def is_pending(job: PrintJob) -> bool:
    """Whether the agent can still report its fate. Until then nothing else is sent to its printer."""
    return job.state == State.UNKNOWN and job.cause in PENDING and bool(job.handle)


class AgentLink(RawConnection):
    """One printer, while one worker feeds it."""

    _agent_away = False

    def opened(self) -> RawPrinter | AgentPrinter:
        step = settings.PRINT_STEP_SECONDS
        return agent_printer(
            self.printer, send_seconds=step * 0.5, answer_seconds=min(ANSWER_SECONDS, step * 0.15)
        )

    @property
    def was_off(self) -> bool:
        """An agent that is away is no sign about the printer; agents.py notes that its PC was started
        again."""
        return not self.reached and not self._agent_away

    def check(self) -> None:
        self._agent_away = False
        super().check()

    def follow(self, jobs: list[PrintJob]) -> None:
        settled = self._settle_pending([job for job in jobs if is_pending(job)])
        super().follow([job for job in jobs if job.pk not in settled])

    def has_settled(self, jobs: list[PrintJob]) -> bool:
        return not any(map(is_pending, jobs)) and super().has_settled(jobs)

    def has_room(self, jobs: list[PrintJob]) -> bool:
        return not any(map(is_pending, jobs)) and super().has_room(jobs)

    def note_failure(self, error: NotConnected) -> None:
        self._agent_away = isinstance(error, AgentAway)

    def send(self, printable: Printable, *, handle: str, until: Deadline) -> None:
        try:
            super().send(printable, handle=handle, until=until)
        except NotConnected as error:
            self.note_failure(error)
            raise

    def _settle_pending(self, pending: list[PrintJob]) -> set[int]:
        """Fetch their fates; the labels that are settled now. What an agent calls `never` it will not print
        later either."""
        if not pending or not self.reached or not isinstance(self.raw, AgentPrinter):
            return set()
        try:
            fates = self.raw.fates([job.handle for job in pending])
        except NotConnected:
            return set()
        return {job.pk for job in pending if _settle(job, fates.get(job.handle, ""))}


def _settle(job: PrintJob, fate: str) -> bool:
    if fate == "never":
        return ledger.requeue_unprinted(job, attempts=F("attempts") - 1)
    if fate == "done":
        return ledger.confirm_found(job, remote_id=None)
    if fate == "begun":
        return ledger.persist(lambda: _begun(job))
    return False


def _begun(job: PrintJob) -> bool:
    """A person has to check, unless the printer's counter shows it."""
    rows = PrintJob.objects.filter(pk=job.pk, state=State.UNKNOWN, cause=job.cause)
    job.cause = Cause.BEGUN
    return rows.update(cause=Cause.BEGUN, reason=AGENT_BEGUN()) == 1
