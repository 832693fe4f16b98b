"""How far the labels of batches are, one query for any number of batches; how many wait for a person, as the
head of every page shows (cached for two seconds, as pages poll it); and settled batches, of which no label is
on its way: searches for work skip them.

`settle` finds them, once a minute. Whatever puts a label of a batch on its way again (retry, renew, move,
reprint) locks the batch and empties `settled_at` in the same transaction, by REOPENED; `reopen` repairs at
night what was missed, so that a fault there delays a label and never loses it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.models import LabelBatch, Printer, PrintJob

State = PrintJob.State
LAST = 12  # labels whose pace is measured
HELD_BY_QUESTION = Q(state=State.READY) & ~Q(question="")
CONFIRMS = Q(printer__kind=Printer.Kind.IPP) | Q(
    printer__kind__in=(Printer.Kind.RAW, Printer.Kind.AGENT), printer__answers=True
)
MOST = 20
HEAD_KEY, HEAD_SECONDS = "head", 2
AT_ONCE = 1000
COUNTED = ("waiting", "fetched", "asking", "at_printer", "sent", "printed", "failed", "unknown", "cancelled")
REOPENED: dict[str, Any] = {"settled_at": None}
ON_ITS_WAY = (*PrintJob.WAITING, State.SENDING, State.UNKNOWN)
FED = (Printer.Kind.IPP, Printer.Kind.RAW, Printer.Kind.AGENT)
FOR_BROWSER = Q(printer=None) | Q(printer__kind=Printer.Kind.BROWSER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Labels by state; of a label with several copies the newest counts.

    `waiting`: requested or being fetched. `ready`: fetched, and nothing holds it back. `asking`: a question
    holds it back. `at_printer`: the printer that has it will confirm it. `handed`: sent to a printer or a
    browser that never confirms.
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
        """Fetched, whatever happened to it then."""
        return self.ready + self.asking + self.at_printer + self.handed + self.printed + self.unknown

    @property
    def on_paper(self) -> int:
        """Printed, as far as is known."""
        return self.printed + self.handed


def counts_of(*, batches: Iterable[int]) -> dict[int, Counts]:
    """By the ids of the batches; all zero for one without jobs."""
    ids = list(batches)
    counted = _counted(PrintJob.objects.filter(batch__in=ids))
    return dict.fromkeys(ids, Counts()) | {pk: _counts(*row) for pk, *row in counted}


def counts_in(*, batch: int) -> Counts:
    """The same of one batch, as its page polls it."""
    return next((_counts(*row) for _, *row in COUNTED_IN.rows(batch=batch)), Counts())


def _counted(jobs: QuerySet[PrintJob]) -> QuerySet[PrintJob, tuple[int, ...]]:
    """One row for each batch: its id, and what `_counts` takes."""
    return (
        newest_copies(jobs)
        .order_by()
        .values("batch_id")
        .annotate(
            waiting=Count("id", filter=Q(state__in=PrintJob.WAITING)),
            fetched=Count("id", filter=Q(state=State.READY)),
            asking=Count("id", filter=HELD_BY_QUESTION),
            at_printer=Count("id", filter=Q(state=State.SENDING) | (Q(state=State.SENT) & CONFIRMS)),
            sent=Count("id", filter=Q(state__in=PrintJob.AT_PRINTER)),
            printed=Count("id", filter=Q(state=State.PRINTED)),
            failed=Count("id", filter=Q(state=State.FAILED)),
            unknown=Count("id", filter=Q(state=State.UNKNOWN)),
            cancelled=Count("id", filter=Q(state=State.CANCELLED)),
        )
        .values_list("batch_id", *COUNTED)
    )


def _counts(*numbers: int) -> Counts:
    row = dict(zip(COUNTED, numbers, strict=True))
    fetched, sent = row.pop("fetched"), row.pop("sent")
    return Counts(**row, ready=fetched - row["asking"], handed=sent - row["at_printer"])


COUNTED_IN = Compiled(lambda batch: _counted(PrintJob.objects.filter(batch=batch)))


def newest_copies(jobs: QuerySet[PrintJob]) -> QuerySet[PrintJob]:
    """Those of `jobs` that have no later copy."""
    later = PrintJob.objects.filter(
        batch=OuterRef("batch"), position=OuterRef("position"), copy__gt=OuterRef("copy")
    )
    return jobs.filter(~Exists(later))


def seconds_per_label(*, batch: LabelBatch, silent: bool) -> float | None:
    """Between the last labels that were printed; for a `silent` printer, that were sent. The longest pause is
    left out: somebody changed the roll. None while there are too few."""
    moment = "sent_at" if silent else "printed_at"
    jobs = batch.jobs.filter(state__in=(State.SENT, State.PRINTED), **{f"{moment}__isnull": False})
    times: list[datetime] = list(jobs.order_by(f"-{moment}").values_list(moment, flat=True)[:LAST])
    gaps = sorted(later - earlier for later, earlier in pairwise(times))[:-1]
    return sum(gaps, timedelta()) / timedelta(seconds=1) / len(gaps) if gaps else None


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """It is not known whether the `unknown` ones printed, and of the `asking` ones, whether to print them."""

    unknown: int = 0
    asking: int = 0

    @property
    def count(self) -> int:
        return self.unknown + self.asking


def to_answer() -> ToAnswer:
    """Each by an index of its own, which holds only the rows that wait for an answer."""
    unknown, asking = (
        PrintJob.objects.filter(wanted).order_by().values_list("state").annotate(count=Count("pk"))
        for wanted in (Q(state=State.UNKNOWN), HELD_BY_QUESTION)
    )
    counts = dict(unknown.union(asking, all=True))
    return ToAnswer(unknown=counts.get(State.UNKNOWN, 0), asking=counts.get(State.READY, 0))


def batches_with_questions() -> tuple[tuple[int, str, int], ...]:
    """Batches with labels that a question holds back: id, name, and how many."""
    held = PrintJob.objects.filter(HELD_BY_QUESTION).order_by().values_list("batch")
    counts = dict(held.annotate(asking=Count("pk")).order_by("batch")[:MOST])
    found = LabelBatch.objects.filter(pk__in=counts).order_by("pk")
    return tuple((batch.pk, str(batch), counts[batch.pk]) for batch in found)


def forget_head() -> None:
    """What it shows has just changed: the next page reads it again."""
    cache.delete(HEAD_KEY)


def settle() -> int:
    """How many batches have settled, at most AT_ONCE. Labels that a silent printer has, and those that are
    ready in a browser's PDF, count as settled."""
    seen = [pk for (pk,) in SEEN.rows()]
    if not seen:
        return 0
    with transaction.atomic():
        locked = LabelBatch.objects.select_for_update(skip_locked=True).filter(pk__in=seen)
        ids = list(locked.values_list("pk", flat=True))
        # checked again: a label may have been requested again before the lock was taken
        still = list(_settled().filter(pk__in=ids).values_list("pk", flat=True))
        return LabelBatch.objects.filter(pk__in=still).update(settled_at=timezone.now())


def reopen() -> int:
    """Reopen settled batches that have a label on its way to paper after all; how many."""
    ready = PrintJob.objects.filter(state=State.READY)
    for_paper = ready.filter(batch__printer__kind__in=FED)
    on_its_way = PrintJob.objects.filter(state__in=ON_ITS_WAY)
    wrong = Q(pk__in=on_its_way.values("batch")) | Q(pk__in=for_paper.values("batch"))
    settled = LabelBatch.objects.filter(wrong).exclude(settled_at=None)
    with transaction.atomic():
        locked = list(settled.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        return LabelBatch.objects.filter(pk__in=locked).update(**REOPENED)


def _settled() -> QuerySet[LabelBatch]:
    """Those that are not marked so yet."""
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"))
    return LabelBatch.objects.filter(
        ~Exists(jobs.filter(state__in=ON_ITS_WAY)),
        ~Exists(jobs.filter(CONFIRMS, state=State.SENT)),
        (FOR_BROWSER & ~Q(pdf_path="")) | ~Exists(jobs.filter(state=State.READY)),
        settled_at=None,
    ).order_by("pk")


# in any order: in the order of their numbers SQLite reads all there ever were
SEEN = Compiled(lambda: _settled().order_by().values_list("pk")[:AT_ONCE])


def drop_pdf(batch_id: int, moved: int) -> None:
    """With `moved` labels the joined pages are incomplete, and the batch has not settled. It is locked."""
    if moved:
        LabelBatch.objects.filter(pk=batch_id).update(pdf_path="", pdf_pages=0, pdf_at=None, **REOPENED)
