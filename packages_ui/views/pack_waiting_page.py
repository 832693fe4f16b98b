"""The status changes that wait for Seller Center, and those that a person has to decide."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from packages_ui.services.status_changes import status_changes
from packages_ui.services.status_changes.status_changes import MOST, Change
from packages_ui.views.station_page import version_of


def show_waiting(request: HttpRequest, *, anew: bool = False, status: int = 200) -> HttpResponse:
    """The whole page; over htmx both lists, or 204 where they have not changed since the page asked, unless
    they are wanted `anew`."""
    fragment = bool(getattr(request, "htmx", False))
    context = _lists(request)
    if fragment and not anew and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    template = f"pack/waiting.html{'#lists' if fragment else ''}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-store"
    return response


def _lists(request: HttpRequest) -> dict[str, Any]:
    counts = status_changes.counts()
    waiting, conflicts = status_changes.waiting(), status_changes.conflicts()
    return {
        "waiting": waiting,
        "conflicts": conflicts,
        "counts": counts,
        "most": MOST,
        "version": version_of(_seen(waiting) + _seen(conflicts)),
        "today": timezone.localdate(),
        "may_withdraw": request.user.has_perm("packages_ui.update_package"),
    }


def _seen(changes: list[Change]) -> tuple[tuple[object, ...], ...]:
    return tuple((change.id, change.sentence, change.attempts, change.is_sending) for change in changes)
