"""Stop what has not been fetched yet."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.models import LabelBatch
from packages_ui.services import batches
from packages_ui.views.batch_page import Told
from packages_ui.views.batch_told import tell


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Labels that have come stay and are joined."""
    batch = get_object_or_404(LabelBatch.objects.select_related("owner"), pk=pk)
    count = batches.cancel(batch=batch)
    if count:
        tasks.wake_joiner(batch.pk)  # what has come can be printed at once
    batch.refresh_from_db()
    return tell(request, batch, Told(said=_said(count)))


def _said(count: int) -> str:
    if not count:
        return "Nothing was cancelled: no label of this batch was waiting any more."
    labels = "1 label" if count == 1 else f"{count} labels"
    return f"Cancelled: {labels} will not be fetched. Those that have come stay."
