"""How many labels wait for a person's word: it stands in the header of every page."""

from dataclasses import dataclass

from django.db.models import Count, Q

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.printing.print_progress import ASKS

State = PrintJob.State
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
    """Each by an index of its own: only rows that wait for an answer are looked at."""
    unknown, asking = (
        PrintJob.objects.filter(wanted).order_by().values_list("state").annotate(count=Count("pk"))
        for wanted in (Q(state=State.UNKNOWN), ASKS)
    )
    counts = dict(unknown.union(asking, all=True))
    return ToAnswer(unknown=counts.get(State.UNKNOWN, 0), asking=counts.get(State.READY, 0))


def asking_batches() -> tuple[tuple[int, str, int], ...]:
    """Batches with labels that a question holds back: id, name, and how many."""
    asked = PrintJob.objects.filter(ASKS).order_by().values_list("batch")
    counts = dict(asked.annotate(asking=Count("pk")).order_by("batch")[:MOST])
    found = LabelBatch.objects.filter(pk__in=counts).order_by("pk")
    return tuple((batch.pk, str(batch), counts[batch.pk]) for batch in found)
