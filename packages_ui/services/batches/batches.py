"""Batches of cargo labels: how far one is, retry what failed, cancel."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services import audit
from packages_ui.services.locks import lock_jobs, locked_batch
from packages_ui.services.printing.progress import Counts, counts_of, drop_pdf, seconds_per_label

State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Counts):
    """How far a batch is. `fed`: a worker sends its labels to a printer; `silent`: that printer never says
    what came out. `joined`: there is a PDF for the browser. `seconds_left` is None until it can be told."""

    fed: bool
    silent: bool
    joined: bool
    seconds_left: int | None

    @property
    def open(self) -> int:
        """What has not gone anywhere yet."""
        return self.waiting + self.ready + self.asking

    @property
    def settled(self) -> bool:
        """Nothing is on its way: not here, and where a printer is fed not to it or in it either."""
        return self.waiting == 0 and self.at_printer == 0 and not (self.fed and self.ready)

    @property
    def finished(self) -> bool:
        """Nothing more happens by itself, and nothing is held back by a question; where it is for a browser,
        the PDF is there if anything can be in it."""
        if self.fed:
            return self.settled and self.asking == 0
        return self.settled and (self.joined or self.open == 0)

    @property
    def percent(self) -> int:
        left = self.open + self.at_printer if self.fed else self.waiting
        return 100 * (self.total - left) // self.total if self.total else 100


def progress(batch: LabelBatch) -> Progress:
    """Counted from the rows, now."""
    counts = counts_of(batches=[batch.pk])[batch.pk]
    fed, silent = batch.is_fed, is_silent(batch.printer)
    left = _printing_left(batch, counts, silent=silent) if fed else _seconds_left(batch, counts.waiting)
    return Progress(**asdict(counts), fed=fed, silent=silent, joined=bool(batch.pdf_path), seconds_left=left)


def is_silent(printer: Printer | None) -> bool:
    """Whether it takes labels and never says what came out."""
    return printer is not None and printer.speaks_zpl and not printer.answers


def retry(
    *, batch: LabelBatch, jobs: Sequence[int] | None = None, own: bool = False, user_id: int | None = None
) -> int:
    """Ask again for the failed jobs (all, or those named); with `own`, draw our own label for them.
    Returns how many: none of a batch that was cancelled."""
    failed = PrintJob.objects.filter(batch=batch, state=State.FAILED, batch__cancelled_at=None)
    if jobs is not None:
        failed = failed.filter(pk__in=jobs)
    with transaction.atomic():
        locked_batch(batch.pk)
        found = lock_jobs(failed)
        count = failed.filter(pk__in=found).update(
            state=State.WANTED,
            own=own,
            claim="",
            reason="",
            question="",
            checked=False,
            attempts=0,
            failed_at=None,
            fetching_at=None,
            due_at=None,
            wanted_at=timezone.now(),
        )
        drop_pdf(batch.pk, count)
        after = {"batch": batch.pk, "own": own}
        audit.note_all(Act.Verb.RETRY, user_id=user_id, numbers=found.values(), after=after)
    return count


def renew_stale(*, batch: LabelBatch, user_id: int | None = None) -> int:
    """Fetch anew the labels of the batch whose package has changed since. Returns how many."""
    stale = PrintJob.objects.filter(batch=batch, state=State.READY, label__stale_at__isnull=False)
    with transaction.atomic():
        locked_batch(batch.pk)
        found = lock_jobs(stale)
        count = PrintJob.objects.filter(pk__in=found, state=State.READY).update(
            state=State.WANTED, label=None, ready_at=None, fetching_at=None, wanted_at=timezone.now()
        )
        drop_pdf(batch.pk, count)
        after = {"batch": batch.pk, "because": "outdated"}
        audit.note_all(Act.Verb.RETRY, user_id=user_id, numbers=found.values(), after=after)
    return count


def cancel(*, batch: LabelBatch, user_id: int | None = None) -> int:
    """Stop what has not been fetched yet, and where a printer is fed what has not been sent to it either.
    Returns how many labels that leaves out."""
    now = timezone.now()
    with transaction.atomic():
        locked = locked_batch(batch.pk)
        is_fed = locked is not None and locked.is_fed
        states = (*PrintJob.WAITING, State.READY) if is_fed else PrintJob.WAITING
        waiting = PrintJob.objects.filter(batch=batch, state__in=states)
        found = lock_jobs(waiting)
        count = waiting.filter(pk__in=found).update(state=State.CANCELLED, claim="", cancelled_at=now)
        LabelBatch.objects.filter(pk=batch.pk, cancelled_at=None).update(cancelled_at=now)
        after = {"batch": batch.pk}
        audit.note_all(Act.Verb.CANCEL, user_id=user_id, numbers=found.values(), after=after)
    return count


def _printing_left(batch: LabelBatch, counts: Counts, *, silent: bool) -> int | None:
    """By the pace at which the last labels came out."""
    left = counts.waiting + counts.ready + counts.at_printer
    if not left:
        return 0
    pace = seconds_per_label(batch=batch, silent=silent)
    return None if pace is None else round(pace * left) or 1


def _seconds_left(batch: LabelBatch, waiting: int) -> int | None:
    """By the pace of those asked for together with what waits: a retry an hour later starts a new count."""
    if not waiting:
        return 0
    since = batch.jobs.filter(state__in=PrintJob.WAITING).aggregate(at=Min("wanted_at"))["at"]
    asked = batch.jobs.filter(wanted_at__gte=since) if since else batch.jobs.none()
    told = asked.aggregate(first=Min("fetching_at"), done=Count("id", filter=~Q(state__in=PrintJob.WAITING)))
    first: datetime | None = told["first"]
    if first is None or not told["done"]:
        return None
    return round((timezone.now() - first).total_seconds() / told["done"] * waiting) or 1
