"""All batches, newest first, each with its progress."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from packages_ui.messages import batches as messages
from packages_ui.messages import printing
from packages_ui.messages.message import Message
from packages_ui.models import LabelBatch
from packages_ui.services.batches.batches import is_silent
from packages_ui.services.packages.rows import age
from packages_ui.services.pages import newest_first
from packages_ui.services.printing.condition import condition_of
from packages_ui.services.printing.progress import Counts, counts_of

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One batch as the list shows it. `where` is its printer, empty for the browser. `done` counts labels
    that are printed, or ready for the browser. `tone` is the name of a colour."""

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
    state: Message
    tone: str
    running: bool
    has_pdf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchList:
    """One page of batches; `running`: one of them is still in progress. `newer`, `older` and `here` are query
    strings of pages, as in services.pages."""

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
    batches = LabelBatch.objects.filter(from_desk=False).select_related("owner", "printer__agent")
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


def _browser_state(batch: LabelBatch, counts: Counts) -> tuple[Message, str, bool]:
    """Word, colour, and whether it is in progress."""
    if counts.waiting:
        return printing.FETCHING(), "blue", True
    if counts.ready and not batch.pdf_path:
        return messages.JOINING(), "blue", True
    if counts.unknown:
        return printing.NEEDS_ANSWER(), "red", False
    return *(_ended(counts) or _with_browser(counts)), counts.at_printer > 0


def _with_browser(counts: Counts) -> tuple[Message, str]:
    if counts.ready:
        return messages.READY_TO_PRINT(), "violet"
    return (printing.IN_DIALOG(), "blue") if counts.handed else (printing.PRINTED(), "green")


def _fed_state(batch: LabelBatch, counts: Counts) -> tuple[Message, str, bool]:
    """What a person has to do comes first."""
    moves = bool(counts.waiting or counts.ready or counts.at_printer)
    if counts.unknown or counts.asking:
        return printing.NEEDS_ANSWER(), "red", moves
    if not moves:
        return *(_ended(counts) or _all_out(batch)), False
    return *_moving(batch, counts), True


def _moving(batch: LabelBatch, counts: Counts) -> tuple[Message, str]:
    printer = batch.printer
    if batch.paused_at:
        return printing.PAUSED(), "orange"
    if printer and condition_of(printer).bad:
        return (messages.PRINTER_PAUSED() if printer.paused_at else messages.PRINTER_TROUBLE()), "orange"
    if counts.at_printer or (printer and printer.current_id == batch.pk):
        return printing.PRINTING(), "blue"
    return (messages.IN_QUEUE(), "secondary") if counts.ready else (printing.FETCHING(), "blue")


def _ended(counts: Counts) -> tuple[Message, str] | None:
    if counts.failed:
        return (messages.SOME_FAILED(), "orange") if counts.come else (printing.FAILED(), "red")
    return (printing.CANCELLED(), "secondary") if counts.cancelled else None


def _all_out(batch: LabelBatch) -> tuple[Message, str]:
    return (printing.SENT_TO_PRINTER() if is_silent(batch.printer) else printing.PRINTED()), "green"
