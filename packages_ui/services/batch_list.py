"""The batches that there are, newest first, each with how far it is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils import timezone

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.rows import age

PAGE_SIZE = 25
State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One batch as the list shows it. `state` is a word for the person, `tone` a colour's name."""

    id: int
    name: str
    owner: str
    when: str
    age: str
    total: int
    ready: int
    failed: int
    state: str
    tone: str
    running: bool
    has_pdf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchList:
    """One page of batches; `running` tells whether any of them still moves."""

    rows: tuple[BatchRow, ...]
    page: Page[Any]
    running: bool


def list_batches(*, owner_id: int | None = None, page: str | int | None = 1) -> BatchList:
    """Batches of one person, or of everyone (None). A page that there is not is the nearest one."""
    batches = LabelBatch.objects.select_related("owner").order_by("-id")
    if owner_id is not None:
        batches = batches.filter(owner_id=owner_id)
    found = Paginator(batches, PAGE_SIZE).get_page(page)
    counts = _counts([batch.pk for batch in found])
    now = timezone.now()
    rows = tuple(_row(batch, counts[batch.pk], now) for batch in found)
    return BatchList(rows=rows, page=found, running=any(row.running for row in rows))


def _counts(ids: list[int]) -> dict[int, dict[str, int]]:
    counted = PrintJob.objects.filter(batch__in=ids).order_by().values_list("batch", "state")
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for batch_id, state, count in counted.annotate(Count("id")):
        counts[batch_id][state] = count
    return counts


def _row(batch: LabelBatch, counts: dict[str, int], now: datetime) -> BatchRow:
    total = sum(counts.values())
    waiting = sum(counts.get(state, 0) for state in PrintJob.WAITING)
    failed, cancelled = counts.get(State.FAILED, 0), counts.get(State.CANCELLED, 0)
    ready = total - waiting - failed - cancelled
    joining = ready > 0 and not batch.pdf_path
    state, tone = _state(waiting, ready, failed, cancelled, joining=joining)
    return BatchRow(
        id=batch.pk,
        name=str(batch),
        owner=batch.owner.get_username() if batch.owner else "",
        when=timezone.localtime(batch.created_at).strftime("%d.%m.%Y %H:%M"),
        age=age(now - batch.created_at),
        total=total,
        ready=ready,
        failed=failed,
        state=state,
        tone=tone,
        running=waiting > 0 or joining,
        has_pdf=bool(batch.pdf_path),
    )


def _state(waiting: int, ready: int, failed: int, cancelled: int, *, joining: bool) -> tuple[str, str]:
    if waiting:
        return "Fetching", "blue"
    if joining:
        return "Joining", "blue"
    if failed:
        return ("Some failed", "orange") if ready else ("Failed", "red")
    if cancelled:
        return "Cancelled", "secondary"
    return "Ready", "green"
