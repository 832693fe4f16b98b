"""Ask again for labels that failed, or have our own drawn instead."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.services import batches
from packages_ui.views.batch_page import QUEUE_OUT, Told, find
from packages_ui.views.batch_told import tell
from packages_ui.views.http import id_of

CANCELLED = (
    "No label was requested: this batch was cancelled. To print its packages, select them in the list and "
    "press Print labels."
)


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """All failed jobs, or those named by `job` (repeated); `own=1` draws our own labels; `stale=1` takes
    those whose package has changed since instead."""
    batch = find(pk)
    named = request.POST.getlist("job")
    if not all(map(id_of, named)):
        return HttpResponse("A job's number is not a number. Nothing was retried.", status=400)
    own = request.POST.get("own") == "1"
    if request.POST.get("stale") == "1":
        count = batches.renew_stale(batch=batch, user_id=request.user.pk)
    else:
        jobs = [id_of(job) for job in named] or None
        count = batches.retry(batch=batch, jobs=jobs, own=own, user_id=request.user.pk)
    woken = tasks.wake_fetchers() if count else True
    if count and batch.is_fed:
        woken = tasks.wake_feeders() and woken
    batch.refresh_from_db()
    said = _said(count, own=own, cancelled=batch.cancelled_at is not None)
    return tell(request, batch, Told(said=said, warning="" if woken else QUEUE_OUT))


def _said(count: int, *, own: bool, cancelled: bool) -> str:
    if not count and cancelled:
        return CANCELLED
    if not count:
        return "No label was asked for: none of them is failed any more."
    labels = "1 label" if count == 1 else f"{count} labels"
    return f"{labels} of our own on the way." if own else f"{labels} asked for again."
