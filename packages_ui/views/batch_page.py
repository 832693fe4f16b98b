"""What the views of one batch have in common: its page, its moving part, and who may press what."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from packages_ui.models import LabelBatch
from packages_ui.services import batch_jobs, batches
from packages_ui.services.batches import Progress

JUST_MADE_SECONDS = 60
QUEUE_OUT = (
    "The queue of the workers cannot be reached at the moment. The batch is kept and starts by itself when "
    "the queue is back."
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a page says on top of the batch: `said` was done, `problem` was not; `same`: asked for before."""

    said: str = ""
    problem: str = ""
    warning: str = ""
    same: bool = False


def show(
    request: HttpRequest, batch: LabelBatch, told: Told | None = None, *, status: int = 200
) -> HttpResponse:
    """The whole page, or over htmx its moving part with all that has moved since the page last asked."""
    fragment = bool(getattr(request, "htmx", False))
    context = _context(request, batch, told or Told(), fragment=fragment)
    response = render(request, f"labels/batch.html{'#moving' if fragment else ''}", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(request: HttpRequest, batch: LabelBatch, told: Told, *, fragment: bool) -> dict[str, Any]:
    progress = batches.progress(batch)
    note = batch_jobs.why_waiting(batch=batch) if progress.waiting else ""
    version = f"{progress.percent // 10}.{progress.failed}.{progress.cancelled}.{int(progress.finished)}"
    moved = not fragment or request.method != "GET" or request.GET.get("seen") != version
    page = request.GET.get("page", "")
    rows, pages = batch_jobs.list_jobs(batch=batch, page=page) if moved else ((), None)
    announced = announcement(progress, seen=request.GET.get("quarter", "")) if fragment else ""
    return {
        "batch": batch,
        "progress": progress,
        "done": progress.ready if progress.finished else progress.total - progress.waiting,
        "left": time_left(progress.seconds_left),
        "quarter": quarter(progress),
        "version": version,
        "note": note,
        "fragment": fragment,
        "moved": moved,
        "turned": not fragment or request.method != "GET" or progress.finished,
        "section": "labels",
        "failures": batch_jobs.failures(batch=batch) if moved and progress.failed else None,
        "stale": batch_jobs.stale_packages(batch=batch) if progress.joined else (),
        "rows": rows,
        "pages": pages,
        "page": page if page.isdecimal() else "1",
        "may_print": request.user.has_perm("packages_ui.print_labels"),
        "mine": batch.owner_id == request.user.pk,
        "just_made": (timezone.now() - batch.created_at).total_seconds() < JUST_MADE_SECONDS,
        "again_key": uuid4().hex if told.same else "",
        "told": told,
        "announced": announced,
    }


def quarter(progress: Progress) -> str:
    """Which quarter of the batch is done, `end` when nothing more happens: what is announced."""
    return "end" if progress.finished else str(progress.percent // 25)


def announcement(progress: Progress, *, seen: str) -> str:
    """A sentence at 25, 50, 75 and 100 % and at the end; empty while nothing of that has come."""
    if seen == quarter(progress):
        return ""
    if not progress.finished:
        return f"{progress.ready} of {progress.total} labels are ready." if progress.percent >= 25 else ""
    failed = f", {progress.failed} failed" if progress.failed else ""
    return f"Finished: {progress.ready} of {progress.total} labels are ready{failed}."


def time_left(seconds: int | None) -> str:
    """`40 s` or `3 min`; empty when it is not known or nothing is left."""
    if not seconds:
        return ""
    return f"{seconds} s" if seconds < 100 else f"{round(seconds / 60)} min"
