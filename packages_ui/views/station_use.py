"""This browser stands at a station from now on."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.models import Station
from packages_ui.views.go import go, safe_next
from packages_ui.views.station_cookie import bind


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def station_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Then on to `next`, or to the station's page. Its printer is asked how it is meanwhile."""
    station = get_object_or_404(Station, pk=pk)
    tasks.wake_look(station.label_printer_id)
    messages.success(request, f"This browser works at {station.name} now.")
    address = safe_next(request) or reverse("packages_ui:station", args=[pk])
    return bind(go(request, address), station)
