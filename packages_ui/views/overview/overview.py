"""The first page: where the work stands, what is late, what waits for a person, whether it will be made."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from packages_ui.services.batches.batch_list import list_batches
from packages_ui.services.mirror.sync import CopyState, copy_state
from packages_ui.services.overview.summary import Summary, summary
from packages_ui.services.overview.waits import Waiting, waits
from packages_ui.services.packages.rows import STATUS_NAMES
from packages_ui.views.http import StaffRequest, respond
from packages_ui.views.overview.words import backlog_rows, calls_in_text, clock, hour_rows, packer_rows
from packages_ui.views.packages.list_notices import copy_notices
from packages_ui.views.packages.list_rows import STATUS_LOOKS
from packages_ui.views.packages.status_counts import shown, shown_before
from packages_ui.views.stations.station import version_of

EVERYBODYS = "packages_ui.view_packers"


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def overview(request: StaffRequest) -> HttpResponse:
    """The page; over htmx its board, or 204 where that has not changed. Never calls Seller Center."""
    copy, found = copy_state(), summary()
    context = _board(request, copy, found)
    context["version"] = version_of(*context.values())
    if request.htmx and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return respond(request, "overview/overview.html", context, part="board")


def _board(request: StaffRequest, copy: CopyState, found: Summary) -> dict[str, Any]:
    """All of it as it is shown; equal where nothing has changed."""
    rows = backlog_rows(found)
    return {
        "as_of": clock(found.made_at),
        "notices": copy_notices(copy),
        "has_copy": copy.is_whole,
        "tiles": _tiles(copy, found),
        "waits": [_waiting(request, wait) for wait in waits()],
        "backlog": rows,
        "hours": hour_rows(found),
        "packed_hour": found.packed_hour,
        "packed_today": found.packed_today,
        "printed_today": found.printed_today,
        "calls": calls_in_text(found),
        "packers": _packers(request, found),
        "sees_packers": request.user.has_perm(EVERYBODYS),
        **_batches(request),
    }


def _tiles(copy: CopyState, found: Summary) -> list[tuple[str, str, str, str]]:
    """Status (empty for all), name, look, count: of the copy, else the last from Seller Center."""
    if not copy.is_whole:
        known = shown_before({})
        counts = {status: known.get(status, "") for status in (None, *STATUS_NAMES)}
    else:
        states = dict(found.states)
        counts = {status: shown(states.get(status, 0)) for status in STATUS_NAMES}
        counts[None] = shown(sum(states.values()))
    named = [(str(status), str(name), STATUS_LOOKS[status]) for status, name in STATUS_NAMES.items()]
    return [
        ("", "", "st-other", counts[None]),
        *((key, name, look, counts[int(key)]) for key, name, look in named),
    ]


def _waiting(request: StaffRequest, one: Waiting) -> dict[str, Any]:
    """`href` is empty where none waits, and for whom its page refuses."""
    may = bool(one.count) and request.user.has_perm(f"packages_ui.{one.permission}")
    href = f"{reverse(one.page)}?{one.query}".rstrip("?") if may else ""
    look = str(one.severity) if one.count else "none"
    return {"key": one.key, "href": href, "sentence": str(one.sentence), "look": look}


def _packers(request: StaffRequest, found: Summary) -> list[dict[str, Any]]:
    """Everybody's figures for leads, one's own for others."""
    own = None if request.user.has_perm(EVERYBODYS) else request.user.pk
    return packer_rows(found, only=own)


def _batches(request: StaffRequest) -> dict[str, Any]:
    mine = list_batches(owner_id=request.user.pk)
    running = [batch for batch in mine.rows if batch.running]
    return {"running": running, "latest": mine.rows[:5]}
