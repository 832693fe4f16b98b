"""The batches that there are, newest first, each with how far it is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from packages_ui.models import LabelBatch
from packages_ui.services.batches.batches import is_silent
from packages_ui.services.packages.rows import age
from packages_ui.services.pages import newest_first
from packages_ui.services.printing.progress import Counts, counts_of

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One batch as the list shows it. `where` is its printer, empty for the browser. `done` is what has been
    printed, or is ready for the browser. `state` is a word for the person, `tone` a colour's name."""

    id: int
    name: str
    owner: str
    when: str
    age: str
    where: str
    total: int
    done: int
    failed: int
    to_answer: int
    state: str
    tone: str
    running: bool
    has_pdf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchList:
    """One page of batches; `running` tells whether any of them still moves. `newer`, `older` and `here` are
    queries of pages, as in services.pages."""

    rows: tuple[BatchRow, ...]
    running: bool
    newer: str
    older: str
    here: str


def list_batches(
    *, owner_id: int | None = None, before: str | None = None, after: str | None = None
) -> BatchList:
    """Batches of one person, or of everyone (None), but for the single labels of the packing stations: the
    newest, or those `before` or `after` the batch of that id."""
    batches = LabelBatch.objects.filter(from_desk=False).select_related("owner", "printer")
    if owner_id is not None:
        batches = batches.filter(owner_id=owner_id)
    found = newest_first(batches, size=PAGE_SIZE, before=before, after=after)
    counts = counts_of(batches=[batch.pk for batch in found.rows])
    now = timezone.now()
    rows = tuple(_row(batch, counts[batch.pk], now) for batch in found.rows)
    running = any(row.running for row in rows)
    return BatchList(rows=rows, running=running, newer=found.newer, older=found.older, here=found.here)


def _row(batch: LabelBatch, counts: Counts, now: datetime) -> BatchRow:
    fed = batch.is_fed
    state, tone, running = _fed_state(batch, counts) if fed else _browser_state(batch, counts)
    return BatchRow(
        id=batch.pk,
        name=str(batch),
        owner=batch.owner.get_username() if batch.owner else "",
        when=timezone.localtime(batch.created_at).strftime("%d.%m.%Y %H:%M"),
        age=str(age(now - batch.created_at)),
        where=batch.printer.name if batch.printer else "",
        total=counts.total,
        done=counts.on_paper if fed else counts.come,
        failed=counts.failed,
        to_answer=counts.unknown + counts.asking,
        state=state,
        tone=tone,
        running=running,
        has_pdf=bool(batch.pdf_path) and not fed,
    )


def _browser_state(batch: LabelBatch, counts: Counts) -> tuple[str, str, bool]:
    """Word, colour, and whether it moves by itself."""
    if counts.waiting:
        return "Fetching", "blue", True
    if counts.ready and not batch.pdf_path:
        return "Joining", "blue", True
    if counts.unknown:
        return "Needs an answer", "red", False
    return *(_ended(counts) or _with_browser(counts)), counts.at_printer > 0


def _with_browser(counts: Counts) -> tuple[str, str]:
    if counts.ready:
        return "Ready", "violet"
    return ("In the print dialog", "blue") if counts.handed else ("Printed", "green")


def _fed_state(batch: LabelBatch, counts: Counts) -> tuple[str, str, bool]:
    """What somebody has to do comes first."""
    moves = bool(counts.waiting or counts.ready or counts.at_printer)
    if counts.unknown or counts.asking:
        return "Needs an answer", "red", moves
    if not moves:
        return *(_ended(counts) or _all_out(batch)), False
    return *_moving(batch, counts), True


def _moving(batch: LabelBatch, counts: Counts) -> tuple[str, str]:
    printer = batch.printer
    if batch.paused_at:
        return "Paused", "orange"
    if printer and (printer.paused_at or printer.trouble):
        return ("Printer paused" if printer.paused_at else "Printer trouble"), "orange"
    if counts.at_printer or (printer and printer.current_id == batch.pk):
        return "Printing", "blue"
    return ("In the queue", "secondary") if counts.ready else ("Fetching", "blue")


def _ended(counts: Counts) -> tuple[str, str] | None:
    if counts.failed:
        return ("Some failed", "orange") if counts.come else ("Failed", "red")
    return ("Cancelled", "secondary") if counts.cancelled else None


def _all_out(batch: LabelBatch) -> tuple[str, str]:
    return ("Handed over" if is_silent(batch.printer) else "Printed"), "green"
