"""Batches of cargo labels: the progress of one; retry failed labels; cancel."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services import audit
from packages_ui.services.locks import lock_jobs, locked_batch
from packages_ui.services.marks.stops import stopped
from packages_ui.services.printing.progress import Counts, counts_in, drop_pdf, seconds_per_label

State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Counts):
    """The progress of a batch. `fed`: a worker sends its labels to a printer; `silent`: that printer never
    confirms. `joined`: there is a PDF for the browser. `seconds_left` is None until it can be estimated."""

    fed: bool
    silent: bool
    joined: bool
    seconds_left: int | None

    @property
    def open(self) -> int:
        """Labels that have not been sent anywhere yet."""
        return self.waiting + self.ready + self.asking

    @property
    def settled(self) -> bool:
        """No label is on its way: not here, and with a printer not to it or in it either."""
        return self.waiting == 0 and self.at_printer == 0 and not (self.fed and self.ready)

    @property
    def finished(self) -> bool:
        """Nothing more happens by itself, and no question holds a label back; for a browser, the PDF exists
        if any label can be in it."""
        if self.fed:
            return self.settled and self.asking == 0
        return self.settled and (self.joined or self.open == 0)

    @property
    def percent(self) -> int:
        left = self.open + self.at_printer if self.fed else self.waiting
        return 100 * (self.total - left) // self.total if self.total else 100


def progress(batch: LabelBatch) -> Progress:
    """Counted from the rows, now."""
    counts = counts_in(batch=batch.pk)
    fed, silent = batch.is_fed, is_silent(batch.printer)
    left = _printing_left(batch, counts, silent=silent) if fed else _seconds_left(batch, counts.waiting)
    return Progress(**asdict(counts), fed=fed, silent=silent, joined=bool(batch.pdf_path), seconds_left=left)


def is_silent(printer: Printer | None) -> bool:
    """Whether it takes labels and never confirms them."""
    return printer is not None and printer.speaks_zpl and not printer.answers


def retry(
    *, batch: LabelBatch, jobs: Sequence[int] | None = None, own: bool = False, user_id: int | None = None
) -> int:
    """Request the failed jobs again (all, or those named); with `own`, draw our own label for them. How many:
    none of a batch that was cancelled, or of a package that is stopped."""
    failed = PrintJob.objects.filter(~stopped(), batch=batch, state=State.FAILED, batch__cancelled_at=None)
    if jobs is not None:
        failed = failed.filter(pk__in=jobs)
    with transaction.atomic():
        locked_batch(batch.pk)
        found = lock_jobs(failed)
        count = PrintJob.objects.filter(pk__in=found, state=State.FAILED).update(
            state=State.WANTED,
            own=own,
            claim="",
            reason="",
            question="",
            checked=False,
            attempts=0,
            maybe_twice=False,
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
    """Fetch the outdated labels of the batch again; how many."""
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
    """Cancel labels that have not been fetched, and with a printer those that have not been sent to it
    either. How many."""
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
    """By the pace of the last printed labels."""
    left = counts.waiting + counts.ready + counts.at_printer
    if not left:
        return 0
    pace = seconds_per_label(batch=batch, silent=silent)
    return None if pace is None else round(pace * left) or 1


def _seconds_left(batch: LabelBatch, waiting: int) -> int | None:
    """By the pace of the labels requested together with those that wait: a later retry starts a new count."""
    if not waiting:
        return 0
    since = batch.jobs.filter(state__in=PrintJob.WAITING).aggregate(at=Min("wanted_at"))["at"]
    together = batch.jobs.filter(wanted_at__gte=since) if since else batch.jobs.none()
    counted = together.aggregate(
        first=Min("fetching_at"), done=Count("id", filter=~Q(state__in=PrintJob.WAITING))
    )
    first: datetime | None = counted["first"]
    if first is None or not counted["done"]:
        return None
    return round((timezone.now() - first).total_seconds() / counted["done"] * waiting) or 1
