"""After a jam: go on from the label in the person's hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.printing.match_scan import job_of_scan
from packages_ui.services.printing.progress import forget_head
from packages_ui.services.printing.reprint import Resumption, resume_from, resumption
from packages_ui.views.batches.batch import QUEUE_OUT, find, labels
from packages_ui.views.batches.print_request import chosen_reason
from packages_ui.views.batches.reprint import wake
from packages_ui.views.http import StaffRequest, go, id_of, respond, scanned

MOST_NAMED = 3
NO_MATCH = (
    "No label of this batch that is on paper bears “{scan}”. Nothing was changed. Scan another barcode of "
    "the last good label, or type its package number."
)
GONE = "That label is no longer on paper here. Nothing was changed; scan the last good one again."
UNSAID = "Say why they are printed again. Nothing was changed yet."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the page shows: what was scanned, what would happen then, and what is wrong."""

    scan: str = ""
    plan: Resumption | None = None
    problem: str = ""


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_resume(request: StaffRequest, pk: int) -> HttpResponse:
    """GET asks for the last good label (`scan`) and shows what will happen; POST `job` and `because` does."""
    batch = find(pk)
    if request.method == "POST":
        return _post(request, batch)
    texts = scanned(request.GET, "scan")
    if not (scan := texts[0]):
        return _show(request, batch, Asked())
    good = job_of_scan(batch=batch, texts=texts)
    if good is None:
        return _show(request, batch, Asked(scan=scan, problem=NO_MATCH.format(scan=scan)), status=422)
    return _show(request, batch, Asked(scan=scan, plan=resumption(good=good)))


def _post(request: StaffRequest, batch: LabelBatch) -> HttpResponse:
    jobs = batch.jobs.filter(state__in=PrintJob.ON_PAPER, sending_at__isnull=False)
    jobs = jobs.select_related("printer", "label", "batch__printer")
    good = jobs.filter(pk=id_of(request.POST.get("job"))).first()
    if good is None:
        return _show(request, batch, Asked(problem=GONE), status=409)
    try:
        because = chosen_reason(request)
    except InvalidBatch as error:
        return _show(
            request, batch, Asked(plan=resumption(good=good), problem=str(error.sentence)), status=422
        )
    if not because:
        return _show(request, batch, Asked(plan=resumption(good=good), problem=UNSAID), status=422)
    count = resume_from(good=good, because=because, user_id=request.user.pk)
    forget_head()
    messages.success(request, _said(count, good))
    if not wake(batch):
        messages.warning(request, QUEUE_OUT)
    return go(request, reverse("packages_ui:batch", args=[batch.pk]))


def _said(count: int, good: PrintJob) -> str:
    after = f"after no. {good.position} (package {good.package_number})"
    if not count:
        return f"It goes on {after}. No label had to be printed again."
    return f"It goes on {after}: {labels(count)} {'is' if count == 1 else 'are'} printed again."


def _which(jobs: Sequence[PrintJob]) -> str:
    """A few by their numbers; many as `no. 58 to 61, 64`, in the order in which they come out."""
    if len(jobs) <= MOST_NAMED:
        return ", ".join(f"no. {job.position} ({job.package_number})" for job in jobs)
    runs: list[list[int]] = []
    for job in jobs:
        if runs and job.position == runs[-1][-1] + 1:
            runs[-1].append(job.position)
        else:
            runs.append([job.position])
    words = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    return f"no. {', '.join(words)}"


def _show(request: StaffRequest, batch: LabelBatch, asked: Asked, *, status: int = 200) -> HttpResponse:
    again = asked.plan.again if asked.plan else ()
    context = {
        "batch": batch,
        "asked": asked,
        "plan": asked.plan,
        "again": _which(again),
        "reasons": PrintJob.Reason.choices,
        "section": "labels",
    }
    return respond(request, "batches/resume.html", context, part="resume", status=status)
