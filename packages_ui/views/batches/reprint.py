"""Reprint labels of a batch, with a reason; after a jam, resume from the last good label."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from packages_ui import tasks
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.marks.stops import stopped
from packages_ui.services.printing.browser import in_pdf
from packages_ui.services.printing.match_scan import job_of_scan
from packages_ui.services.printing.progress import forget_head
from packages_ui.services.printing.reprint import Resumption, reprint, resume_from, resumption
from packages_ui.views.batches.batch import Result, answer, find_batch, queue_out, refuse, why_stopped
from packages_ui.views.batches.print_request import chosen_reason
from packages_ui.views.http import StaffRequest, go, id_of, respond, scanned, show_in_dialog

MOST_SHOWN = 20
MOST_NAMED = 3


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_reprint(request: StaffRequest, pk: int) -> HttpResponse:
    """`job` (repeated), or `all=1`: the labels of the print dialog; those of stopped packages are left out.
    GET shows the form for the reason, POST `because` does it."""
    batch = find_batch(pk)
    named = _jobs(request, batch)
    jobs = named.filter(~stopped())
    if named and not jobs:
        return refuse(request, batch, why_stopped(named), dialog=True)
    if request.method == "GET":
        return _show_question(request, batch, jobs)
    try:
        because = chosen_reason(request)
    except InvalidBatch as error:
        return refuse(request, batch, str(error.sentence), status=422, dialog=True)
    if not because:
        return _show_question(request, batch, jobs, unsaid=True)
    count = reprint(batch=batch, jobs=jobs, because=because, user_id=request.user.pk)
    if not count:
        return refuse(request, find_batch(pk), _nothing(), dialog=True)
    warning = "" if wake(batch) else queue_out()
    again = ngettext("%(count)s label is printed again.", "%(count)s labels are printed again.", count)
    return answer(request, find_batch(pk), Result(done=again % {"count": count}, warning=warning))


def _nothing() -> str:
    return _("Nothing was printed again: already requested, or not printed yet. Check the list.")


def wake(batch: LabelBatch) -> bool:
    """Wake the workers that print the copies; where a package has changed, its label is fetched first."""
    fetchers = tasks.wake_fetchers()
    return (tasks.wake_feeders() if batch.is_fed else tasks.wake_joiner(batch.pk)) and fetchers


def _jobs(request: StaffRequest, batch: LabelBatch) -> QuerySet[PrintJob]:
    sent = request.POST if request.method == "POST" else request.GET
    if sent.get("all") == "1":
        return in_pdf(batch=batch)
    named = [id_of(job) for job in sent.getlist("job")]
    out = (PrintJob.State.SENT, PrintJob.State.PRINTED)
    return batch.jobs.filter(pk__in=named, state__in=out)


def _show_question(
    request: StaffRequest, batch: LabelBatch, jobs: QuerySet[PrintJob], *, unsaid: bool = False
) -> HttpResponse:
    shown = jobs.order_by("position", "copy")
    if not shown:
        return refuse(request, batch, _nothing(), dialog=True)
    context = {
        "batch": batch,
        "jobs": shown[:MOST_SHOWN],
        "count": len(shown),
        "more": max(len(shown) - MOST_SHOWN, 0),
        "ids": [job.pk for job in shown],
        "reasons": PrintJob.Reason.choices,
        "unsaid": unsaid,
        "section": "labels",
    }
    return show_in_dialog(
        request, "batches/reprint.html", context, part="form", status=422 if unsaid else 200
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The page's content: what was scanned, the plan, and what is wrong."""

    scan: str = ""
    plan: Resumption | None = None
    problem: str = ""


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_resume(request: StaffRequest, pk: int) -> HttpResponse:
    """GET takes the last good label (`scan`) and shows what will happen; POST `job` and `because` does."""
    batch = find_batch(pk)
    if request.method == "POST":
        return _post(request, batch)
    texts = scanned(request.GET, "scan")
    if not (scan := texts[0]):
        return _show(request, batch, Shown())
    good = job_of_scan(batch=batch, texts=texts)
    if good is None:
        return _show(request, batch, Shown(scan=scan, problem=_no_match(scan)), status=422)
    return _show(request, batch, Shown(scan=scan, plan=resumption(good=good)))


def _post(request: StaffRequest, batch: LabelBatch) -> HttpResponse:
    jobs = batch.jobs.filter(state__in=PrintJob.ON_PAPER, sending_at__isnull=False)
    jobs = jobs.select_related("printer", "label", "batch__printer")
    good = jobs.filter(pk=id_of(request.POST.get("job"))).first()
    if good is None:
        return _show(request, batch, Shown(problem=_missing()), status=409)
    try:
        because = chosen_reason(request)
    except InvalidBatch as error:
        return _show(
            request, batch, Shown(plan=resumption(good=good), problem=str(error.sentence)), status=422
        )
    if not because:
        return _show(request, batch, Shown(plan=resumption(good=good), problem=_reason_missing()), status=422)
    count = resume_from(good=good, because=because, user_id=request.user.pk)
    forget_head()
    messages.success(request, _resumed(count, good))
    if not wake(batch):
        messages.warning(request, queue_out())
    return go(request, reverse("packages_ui:batch", args=[batch.pk]))


def _no_match(scan: str) -> str:
    sentence = _(
        "“%(scan)s” is not on any printed label of this batch. Nothing was changed. Scan another barcode of "
        "the last good label, or type its package number."
    )
    return sentence % {"scan": scan}


def _missing() -> str:
    return _("This label is no longer printed here. Nothing was changed. Scan the last good label again.")


def _reason_missing() -> str:
    return _("Choose a reason. Nothing was changed yet.")


def _resumed(count: int, good: PrintJob) -> str:
    label = {"position": good.position, "number": good.package_number, "count": count}
    if not count:
        return _("Resumed after no. %(position)s (package %(number)s). No label had to be reprinted.") % label
    sentence = ngettext(
        "Resumed after no. %(position)s (package %(number)s): %(count)s label is printed again.",
        "Resumed after no. %(position)s (package %(number)s): %(count)s labels are printed again.",
        count,
    )
    return sentence % label


def _which(jobs: Sequence[PrintJob]) -> str:
    """A few by their numbers; many as `no. 58–61, 64`, in the order of printing."""
    if len(jobs) <= MOST_NAMED:
        return ", ".join(
            _("no. %(positions)s") % {"positions": job.position} + f" ({job.package_number})" for job in jobs
        )
    runs: list[list[int]] = []
    for job in jobs:
        if runs and job.position == runs[-1][-1] + 1:
            runs[-1].append(job.position)
        else:
            runs.append([job.position])
    words = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return _("no. %(positions)s") % {"positions": ", ".join(words)}


def _show(request: StaffRequest, batch: LabelBatch, shown: Shown, *, status: int = 200) -> HttpResponse:
    again = shown.plan.again if shown.plan else ()
    context = {
        "batch": batch,
        "shown": shown,
        "plan": shown.plan,
        "again": _which(again),
        "reasons": PrintJob.Reason.choices,
        "section": "labels",
    }
    return respond(request, "batches/resume.html", context, part="resume", status=status)
