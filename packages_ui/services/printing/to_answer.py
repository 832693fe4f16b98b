"""How many labels wait for a person's word: it stands in the header of every page."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.printing.print_progress import ASKS

KEY = "labels:to-answer"
KEPT_SECONDS = 2
MOST = 20


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """Nobody knows whether the `unknown` ones came out; of the `asking` ones, whether to print them."""

    unknown: int = 0
    asking: int = 0

    @property
    def count(self) -> int:
        return self.unknown + self.asking


def to_answer() -> ToAnswer:
    """At most two seconds old: every page asks."""
    kept: ToAnswer | None = cache.get(KEY)
    if kept is None:
        kept = _counted()
        cache.set(KEY, kept, KEPT_SECONDS)
    return kept


def answered() -> None:
    """Somebody has just answered: the next page counts anew."""
    cache.delete(KEY)


def asking_batches() -> tuple[tuple[int, str, int], ...]:
    """Batches with labels that a question holds back: id, name, and how many."""
    asked = LabelBatch.objects.filter(jobs__state=PrintJob.State.READY, jobs__question__gt="")
    found = asked.annotate(asking=Count("jobs")).order_by("pk")[:MOST]
    return tuple((batch.pk, str(batch), batch.asking) for batch in found)


def _counted() -> ToAnswer:
    """By the index on the state: only rows that wait for something are looked at."""
    open_jobs = PrintJob.objects.filter(Q(state=PrintJob.State.UNKNOWN) | ASKS)
    counts = open_jobs.aggregate(
        unknown=Count("id", filter=Q(state=PrintJob.State.UNKNOWN)), asking=Count("id", filter=ASKS)
    )
    return ToAnswer(**counts)
