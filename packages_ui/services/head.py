"""What the head of every page says of labels: those that need an answer, why none is fetched or
printed."""

from dataclasses import dataclass

from django.core.cache import cache

from packages_ui.services.batches import fetch_pause
from packages_ui.services.printing import progress, restored
from packages_ui.services.printing.progress import ToAnswer, to_answer


@dataclass(frozen=True, slots=True)
class Head:
    """`fetch_pause` is empty while labels are fetched or none waits, `restored` while nothing is held."""

    to_answer: ToAnswer
    fetch_pause: str
    restored: str


def head() -> Head:
    """At most two seconds old."""
    kept: Head | None = cache.get(progress.HEAD_KEY)
    if kept is None:
        kept = Head(to_answer(), fetch_pause.notice(), restored.notice())
        cache.set(progress.HEAD_KEY, kept, progress.HEAD_SECONDS)
    return kept
