"""One batch of labels: how far it is, what needs a person; its moving part, who may press what, and the
answer to an act on it."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_htmx.http import reswap, trigger_client_event

from packages_ui.models import LabelBatch
from packages_ui.services.batches import batch_jobs, batches
from packages_ui.services.batches.batches import Progress
from packages_ui.views.batches.batch_context import controls, doing, parts, version
from packages_ui.views.http import StaffRequest, ask_in_dialog, id_of, respond

JUST_MADE_SECONDS = 60
QUEUE_OUT = (
    "The queue of the workers cannot be reached at the moment. The batch is kept and starts by itself when "
    "the queue is back."
)


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """The page; over htmx its moving part, which asks again by itself until the batch has finished."""
    return show(request, find(pk), Told(same="same" in request.GET))


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a page says on top of the batch: `said` was done, `problem` was not; `same`: asked for before."""

    said: str = ""
    problem: str = ""
    warning: str = ""
    same: bool = False


def find(pk: int) -> LabelBatch:
    """The batch with all that its page shows of it, or 404."""
    return get_object_or_404(LabelBatch.objects.select_related("owner", "printer", "station"), pk=pk)


def show(
    request: StaffRequest, batch: LabelBatch, told: Told | None = None, *, status: int = 200
) -> HttpResponse:
    """The whole page, or over htmx its moving part with all that has moved since the page last asked."""
    context = _context(request, batch, told or Told())
    return respond(request, "batches/batch.html", context, part="moving", status=status)


def refuse(
    request: StaffRequest, batch: LabelBatch, sentence: str, *, status: int = 409, dialog: bool = False
) -> HttpResponse:
    """Nothing was done, and why: over htmx as a note beside the page as it is, or in the dialog that asked;
    else on the page."""
    if not request.htmx:
        return show(request, batch, Told(problem=sentence), status=status)
    if dialog:
        told = {"sentence": sentence}
        return ask_in_dialog(request, "batches/printed_before.html", told, part="refused", status=status)
    response = reswap(HttpResponse(status=status), "none")
    return trigger_client_event(response, "problem", {"sentence": sentence})


def _context(request: StaffRequest, batch: LabelBatch, told: Told) -> dict[str, Any]:
    progress = batches.progress(batch)
    seen, acts = version(batch, progress), controls(batch, progress)
    asked_for_all = not request.htmx or request.method != "GET"
    moved = asked_for_all or request.GET.get("seen") != seen
    turned = asked_for_all or request.GET.get("acts") != acts
    page = request.GET.get("page", "")
    note = batch_jobs.why_waiting(batch=batch) if progress.waiting else ""
    return {
        "batch": batch,
        "progress": progress,
        "dealt_with": progress.total - progress.waiting,
        "left": time_left(progress.seconds_left),
        "doing": doing(batch, progress),
        "quarter": quarter(progress),
        "version": seen,
        "acts": acts,
        "note": note,
        "moved": moved,
        "turned": turned,
        "section": "labels",
        "page": id_of(page) or 1,
        "may_print": request.user.has_perm("packages_ui.print_labels"),
        "mine": batch.owner_id == request.user.pk,
        "just_made": (timezone.now() - batch.created_at).total_seconds() < JUST_MADE_SECONDS,
        "again_key": uuid4().hex if told.same else "",
        "told": told,
        "announced": announcement(progress, seen=request.GET.get("quarter", "")) if request.htmx else "",
        **parts(batch, progress, page=page, moved=moved, turned=turned),
    }


def quarter(progress: Progress) -> str:
    """Which quarter of the batch is done, `end` when nothing more happens: what is announced."""
    return "end" if progress.finished else str(progress.percent // 25)


def announcement(progress: Progress, *, seen: str) -> str:
    """A sentence at 25, 50, 75 and 100 % and at the end; empty while nothing of that has come."""
    if seen == quarter(progress):
        return ""
    done = progress.on_paper if progress.fed else progress.come
    words = "are ready" if not progress.fed else "are handed over" if progress.silent else "are printed"
    if not progress.finished:
        return f"{done} of {progress.total} labels {words}." if progress.percent >= 25 else ""
    failed = f", {progress.failed} failed" if progress.failed else ""
    need = "needs" if progress.unknown == 1 else "need"
    asked = f", {progress.unknown} {need} your answer" if progress.unknown else ""
    return f"Finished: {done} of {progress.total} labels {words}{failed}{asked}."


def time_left(seconds: int | None) -> str:
    """`40 s` or `3 min`; empty when it is not known or nothing is left."""
    if not seconds:
        return ""
    return f"{seconds} s" if seconds < 100 else f"{round(seconds / 60)} min"


def tell(request: StaffRequest, batch: LabelBatch, told: Told) -> HttpResponse:
    """Over htmx the batch's moving part; else a redirect to the batch with messages."""
    if request.htmx:
        response = trigger_client_event(show(request, batch, told), "done", {"sentence": told.said})
        return (
            trigger_client_event(response, "problem", {"sentence": told.warning})
            if told.warning
            else response
        )
    if told.said:
        messages.success(request, told.said)
    if told.warning:
        messages.warning(request, told.warning)
    return redirect("packages_ui:batch", pk=batch.pk)


def labels(count: int) -> str:
    """`1 label`, `12 labels`."""
    return "1 label" if count == 1 else f"{count} labels"


def job_ids(request: StaffRequest) -> list[int]:
    """The numbers sent as `job`, those that are none left out."""
    return [pk for pk in map(id_of, request.POST.getlist("job")) if pk]
