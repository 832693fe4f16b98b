"""What the header of every page shows about labels: unconfirmed ones, why none is fetched or printed."""

from dataclasses import dataclass

from packages_ui.messages.message import Message
from packages_ui.services.batches import fetch_pause
from packages_ui.services.cached import Cached
from packages_ui.services.printing import progress, restored
from packages_ui.services.printing.progress import ToAnswer, to_answer


@dataclass(frozen=True, slots=True)
class Head:
    """`fetch_pause` is empty while labels are fetched or none waits; `restored` is None unless printing is on
    hold."""

    to_answer: ToAnswer
    fetch_pause: Message
    restored: Message | None


KEPT: Cached[Head] = Cached(Head)


def head() -> Head:
    """At most two seconds old."""
    kept = KEPT.get(progress.HEAD_KEY)
    if kept is None:
        kept = Head(to_answer(), fetch_pause.notice(), restored.notice())
        KEPT.set(progress.HEAD_KEY, kept, progress.HEAD_SECONDS)
    return kept
