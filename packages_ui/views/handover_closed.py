"""A closed cage: how far its boxes have become Shipped, what failed, and its list."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from packages_ui.models import Handover
from packages_ui.services.handover.sending import sending
from packages_ui.views.handover_page import finish
from packages_ui.views.station_page import version_of


@require_GET
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_closed(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; over htmx its moving part, or 204 where nothing has moved. One that is still open is shown
    where boxes are scanned."""
    cage = get_object_or_404(Handover.objects.select_related("user", "station", "list"), pk=pk)
    if cage.closed_at is None:
        return redirect(f"{reverse('packages_ui:handover')}?cage={pk}")
    return show_closed(request, cage)


def show_closed(request: HttpRequest, cage: Handover) -> HttpResponse:
    """What became of its boxes."""
    fragment = bool(getattr(request, "htmx", False))
    context: dict[str, Any] = {"cage": cage, "sending": sending(handover=cage), "fragment": fragment}
    context["version"] = version_of(context["sending"], cage.list and cage.list.state)
    if fragment and request.method == "GET" and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    context["key"] = uuid4().hex
    return finish(render(request, f"handover/closed.html{'#moving' if fragment else ''}", context))
