"""Stop what has not gone anywhere yet."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.services import batches
from packages_ui.services.batches import Progress
from packages_ui.views.batch_page import Told, find
from packages_ui.views.batch_told import labels, tell


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """For the browser, labels that have come stay and are joined; of those for a printer only what it holds
    already comes out."""
    batch = find(pk)
    count = batches.cancel(batch=batch, user_id=request.user.pk)
    if count and not batch.is_fed:
        tasks.wake_joiner(batch.pk)  # what has come can be printed at once
    batch.refresh_from_db()
    return tell(request, batch, Told(said=_said(count, batches.progress(batch))))


def _said(count: int, progress: Progress) -> str:
    if not count:
        nothing = "Nothing was cancelled: no label of this batch was waiting any more."
        return nothing + _held(progress)
    if progress.fed:
        return f"Cancelled: {labels(count)} will not be printed.{_held(progress)}"
    return f"Cancelled: {labels(count)} will not be fetched. Those that have come stay."


def _held(progress: Progress) -> str:
    held = progress.at_printer
    if not progress.fed or not held:
        return ""
    verbs = (
        "is in the printer already and still comes"
        if held == 1
        else "are in the printer already and still come"
    )
    return f" {labels(held)} {verbs} out."
