"""How far the labels of batches are on their way to paper: one query for any number of batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from packages_ui.models import LabelBatch, Printer, PrintJob

State = PrintJob.State
LAST = 12  # labels whose pace is measured
ASKS = Q(state=State.READY) & ~Q(question="")
TELLS = Q(printer__kind=Printer.Kind.IPP) | Q(printer__kind=Printer.Kind.RAW, printer__answers=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Labels by where they are; of a label with several copies the newest counts.

    `waiting`: wanted or being fetched. `ready`: fetched, and nothing holds it back. `asking`: a question
    holds it back. `at_printer`: the printer that has it will say what came of it. `handed`: handed over to a
    printer or a browser that cannot say.
    """

    waiting: int = 0
    ready: int = 0
    asking: int = 0
    at_printer: int = 0
    handed: int = 0
    printed: int = 0
    failed: int = 0
    unknown: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        return self.come + self.waiting + self.failed + self.cancelled

    @property
    def come(self) -> int:
        """Fetched, whatever became of it then."""
        return self.ready + self.asking + self.at_printer + self.handed + self.printed + self.unknown

    @property
    def on_paper(self) -> int:
        """Printed, as far as anybody can tell."""
        return self.printed + self.handed


def counts_of(*, batches: Iterable[int]) -> dict[int, Counts]:
    """By the ids of the batches; one without jobs counts nothing."""
    ids = list(batches)
    jobs = newest_copies(PrintJob.objects.filter(batch__in=ids))
    counted = (
        jobs.order_by()
        .values("batch_id")
        .annotate(
            waiting=Count("id", filter=Q(state__in=PrintJob.WAITING)),
            fetched=Count("id", filter=Q(state=State.READY)),
            asking=Count("id", filter=ASKS),
            at_printer=Count("id", filter=Q(state=State.SENDING) | (Q(state=State.SENT) & TELLS)),
            sent=Count("id", filter=Q(state__in=PrintJob.AT_PRINTER)),
            printed=Count("id", filter=Q(state=State.PRINTED)),
            failed=Count("id", filter=Q(state=State.FAILED)),
            unknown=Count("id", filter=Q(state=State.UNKNOWN)),
            cancelled=Count("id", filter=Q(state=State.CANCELLED)),
        )
    )
    found = dict.fromkeys(ids, Counts())
    for row in counted:
        found[row["batch_id"]] = Counts(
            waiting=row["waiting"],
            ready=row["fetched"] - row["asking"],
            asking=row["asking"],
            at_printer=row["at_printer"],
            handed=row["sent"] - row["at_printer"],
            printed=row["printed"],
            failed=row["failed"],
            unknown=row["unknown"],
            cancelled=row["cancelled"],
        )
    return found


def newest_copies(jobs: QuerySet[PrintJob]) -> QuerySet[PrintJob]:
    """Those of `jobs` that no later copy stands for."""
    later = PrintJob.objects.filter(
        batch=OuterRef("batch"), position=OuterRef("position"), copy__gt=OuterRef("copy")
    )
    return jobs.filter(~Exists(later))


def seconds_per_label(*, batch: LabelBatch, silent: bool) -> float | None:
    """Between the last labels that came out; of a `silent` printer, that were handed over. The longest pause
    is left out: there somebody changed the roll. None while there are too few."""
    moment = "sent_at" if silent else "printed_at"
    jobs = batch.jobs.filter(state__in=(State.SENT, State.PRINTED), **{f"{moment}__isnull": False})
    times: list[datetime] = list(jobs.order_by(f"-{moment}").values_list(moment, flat=True)[:LAST])
    gaps = sorted(later - earlier for later, earlier in pairwise(times))[:-1]
    return sum(gaps, timedelta()) / timedelta(seconds=1) / len(gaps) if gaps else None
