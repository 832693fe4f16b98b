"""Reprint labels of a batch, with a reason."""

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from packages_ui import tasks
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.printing.browser import in_pdf
from packages_ui.services.printing.reprint import reprint
from packages_ui.views.batches.batch import Result, answer, find_batch, queue_out, refuse
from packages_ui.views.batches.print_request import chosen_reason
from packages_ui.views.http import StaffRequest, ask_in_dialog, id_of

MOST_SHOWN = 20


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_reprint(request: StaffRequest, pk: int) -> HttpResponse:
    """`job` (repeated), or `all=1`: the labels of the print dialog. GET asks for the reason, POST `because`
    does it."""
    batch = find_batch(pk)
    jobs = _jobs(request, batch)
    if request.method == "GET":
        return _ask(request, batch, jobs)
    try:
        because = chosen_reason(request)
    except InvalidBatch as error:
        return refuse(request, batch, str(error.sentence), status=422, dialog=True)
    if not because:
        return _ask(request, batch, jobs, unsaid=True)
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


def _ask(
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
    return ask_in_dialog(request, "batches/reprint.html", context, part="form", status=422 if unsaid else 200)
