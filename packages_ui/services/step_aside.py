"""How work in the background steps aside for people: it waits while they wait, and takes part of one core."""

from dataclasses import dataclass, field
from time import monotonic, process_time, sleep

from packages_ui.models import Document, PrintJob
from packages_ui.services import fetch_pause

SHARE = 0.25  # of one core, at most
LOOK_SECONDS = 0.1
LONGEST_PAUSE = 1.0


def somebody_waits() -> bool:
    """Whether labels are being fetched that somebody wants now: not while Seller Center refuses our key."""
    return PrintJob.objects.filter(state__in=PrintJob.WAITING).exists() and not fetch_pause.is_on()


def document_waits() -> bool:
    """Whether somebody wants a document: it may be this very process that has to make it."""
    return Document.objects.filter(state=Document.State.WANTED).exists()


def wait_for_people(*, until: float) -> bool:
    """Until nobody waits for a label any more, `until` (of monotonic()) at the latest; whether that came."""
    while somebody_waits():
        if monotonic() >= until:
            return False
        sleep(LOOK_SECONDS)
    return True


@dataclass
class Budget:
    """The time of this process, all threads together, from its making on."""

    began: float = field(default_factory=monotonic)
    spent: float = field(default_factory=process_time)

    def pause(self) -> None:
        """As long as it takes until no more than SHARE of the time was spent, in steps of a second."""
        over = (process_time() - self.spent) / SHARE - (monotonic() - self.began)
        if over > 0:
            sleep(min(over, LONGEST_PAUSE))
