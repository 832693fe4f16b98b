"""The first page: where the work stands."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from packages_ui.services.batch_list import list_batches
from packages_ui.services.rows import STATUS_NAMES
from packages_ui.views.counts import shown_before
from packages_ui.views.list_rows import STATUS_LOOKS


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """Packages by status, counted after the page is shown, and one's own batches that still run."""
    known = shown_before({})
    tiles = [
        (status, name, STATUS_LOOKS[status], known.get(status, "")) for status, name in STATUS_NAMES.items()
    ]
    mine = list_batches(owner_id=request.user.pk or 0)
    running = [batch for batch in mine.rows if batch.running]
    context = {"tiles": tiles, "all": known.get(None, ""), "running": running, "latest": mine.rows[:5]}
    return render(request, "overview.html", context)
