"""The first page: where the work stands."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from packages_ui.services.batches.batch_list import list_batches
from packages_ui.services.mirror.sync import copy_state
from packages_ui.services.overview.waits import Waiting, waits
from packages_ui.services.packages.rows import STATUS_NAMES
from packages_ui.views.http import StaffRequest
from packages_ui.views.packages.list_notices import copy_notices
from packages_ui.views.packages.list_rows import STATUS_LOOKS
from packages_ui.views.packages.status_counts import shown_before


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def overview(request: StaffRequest) -> HttpResponse:
    """Packages by status, counted after the page is shown, and the person's own running batches."""
    known = shown_before({})
    tiles = [
        (status, str(name), STATUS_LOOKS[status], known.get(status, ""))
        for status, name in STATUS_NAMES.items()
    ]
    mine = list_batches(owner_id=request.user.pk)
    running = [batch for batch in mine.rows if batch.running]
    context = {"tiles": tiles, "all": known.get(None, ""), "running": running, "latest": mine.rows[:5]}
    context |= {"notices": copy_notices(copy_state()), "waits": _waits(request)}
    return render(request, "overview/overview.html", context)


def _waits(request: StaffRequest) -> list[dict[str, Any]]:
    """Each with `href`, which is empty for whom its page refuses."""
    return [_shown(one, may=request.user.has_perm(f"packages_ui.{one.permission}")) for one in waits()]


def _shown(one: Waiting, *, may: bool) -> dict[str, Any]:
    href = f"{reverse(one.page)}?{one.query}".rstrip("?") if may else ""
    return {"href": href, "sentence": one.sentence, "severity": one.severity}
