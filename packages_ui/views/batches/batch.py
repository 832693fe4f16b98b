"""One batch of labels: its progress, what needs a person; the part that updates itself, the buttons, and the
response to an action."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET
from django_htmx.http import reswap, trigger_client_event

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.batches import batch_jobs, batches
from packages_ui.services.batches.batches import Progress
from packages_ui.services.marks.stops import refusals_of
from packages_ui.views.batches.batch_context import controls, doing, parts, version
from packages_ui.views.http import StaffRequest, Undo, id_of, report_done, respond, show_in_dialog

JUST_MADE_SECONDS = 60


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """The page; over htmx the part that updates itself until the batch has finished."""
    return show_batch(request, find_batch(pk), Result(same="same" in request.GET))


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a page shows above the batch: `done`, or the `problem` why it was not; `same`: requested
    before. `undo` takes `done` back."""

    done: str = ""
    problem: str = ""
    warning: str = ""
    undo: Undo | None = None
    same: bool = False


def queue_out() -> str:
    return _("The worker queue cannot be reached. The batch is kept and starts when the queue is back.")


def find_batch(pk: int) -> LabelBatch:
    """The batch with all that its page shows, or 404."""
    return get_object_or_404(LabelBatch.objects.select_related("owner", "printer__agent", "station"), pk=pk)


def show_batch(
    request: StaffRequest, batch: LabelBatch, result: Result | None = None, *, status: int = 200
) -> HttpResponse:
    """The whole page, or over htmx the parts that have changed since its last request."""
    context = _context(request, batch, result or Result())
    return respond(request, "batches/batch.html", context, part="moving", status=status)


def refuse(
    request: StaffRequest, batch: LabelBatch, sentence: str, *, status: int = 409, dialog: bool = False
) -> HttpResponse:
    """Nothing was done, and why: over htmx as a note on the unchanged page, or in its dialog; else on
    the page."""
    if not request.htmx:
        return show_batch(request, batch, Result(problem=sentence), status=status)
    if dialog:
        refusal = {"sentence": sentence}
        return show_in_dialog(request, "batches/printed_before.html", refusal, part="refused", status=status)
    response = reswap(HttpResponse(status=status), "none")
    return trigger_client_event(response, "problem", {"sentence": sentence})


def why_stopped(jobs: QuerySet[PrintJob]) -> str:
    """What stops the packages of these labels, the first of them; empty where nothing does."""
    refusals = refusals_of(numbers=list(jobs.order_by("position").values_list("package_number", flat=True)))
    return str(next(iter(refusals.values()), ""))


def _context(request: StaffRequest, batch: LabelBatch, result: Result) -> dict[str, Any]:
    progress = batches.progress(batch)
    seen, acts = version(batch, progress), controls(batch, progress)
    is_whole = not request.htmx or request.method != "GET"
    moved = is_whole or request.GET.get("seen") != seen
    turned = is_whole or request.GET.get("acts") != acts
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
        "again_key": uuid4().hex if result.same else "",
        "result": result,
        "announced": announcement(progress, seen=request.GET.get("quarter", "")) if request.htmx else "",
        **parts(batch, progress, page=page, moved=moved, turned=turned),
    }


def quarter(progress: Progress) -> str:
    """Which quarter of the batch is done, `end` when nothing more happens: what is announced."""
    return "end" if progress.finished else str(progress.percent // 25)


def announcement(progress: Progress, *, seen: str) -> str:
    """A sentence at 25, 50, 75 and 100 % and at the end; empty in between."""
    if seen == quarter(progress) or (not progress.finished and progress.percent < 25):
        return ""
    if not progress.finished:
        return _done(progress)
    failed = ngettext("%(count)s failed.", "%(count)s failed.", progress.failed) % {"count": progress.failed}
    unconfirmed = ngettext(
        "%(count)s needs your answer.", "%(count)s need your answer.", progress.unknown
    ) % {"count": progress.unknown}
    sentences = [_("Finished."), _done(progress)]
    sentences += [failed] if progress.failed else []
    sentences += [unconfirmed] if progress.unknown else []
    return " ".join(sentences)


def _done(progress: Progress) -> str:
    counts = {"done": progress.on_paper if progress.fed else progress.come, "total": progress.total}
    if not progress.fed:
        return _("%(done)s of %(total)s labels are ready.") % counts
    if progress.silent:
        return _("%(done)s of %(total)s labels are sent to the printer.") % counts
    return _("%(done)s of %(total)s labels are printed.") % counts


def time_left(seconds: int | None) -> str:
    """`40 s` or `3 min`; empty when it is not known or nothing is left."""
    if not seconds:
        return ""
    if seconds < 100:
        return _("%(number)s s") % {"number": seconds}
    return _("%(number)s min") % {"number": round(seconds / 60)}


def answer(request: StaffRequest, batch: LabelBatch, result: Result) -> HttpResponse:
    """Over htmx the batch's changed parts; else a redirect to the batch with messages."""
    if request.htmx:
        response = report_done(show_batch(request, batch, result), result.done, undo=result.undo)
        return (
            trigger_client_event(response, "problem", {"sentence": result.warning})
            if result.warning
            else response
        )
    if result.done:
        messages.success(request, result.done)
    if result.warning:
        messages.warning(request, result.warning)
    return redirect("packages_ui:batch", pk=batch.pk)


def job_ids(request: StaffRequest) -> list[int]:
    """The numbers sent as `job`; whatever is no number is left out."""
    return [pk for pk in map(id_of, request.POST.getlist("job")) if pk]
