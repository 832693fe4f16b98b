"""The end of a shift: what is left at a station."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from packages_ui.services.packing.shift import left_at
from packages_ui.views.station_page import STATIONS, finish, version_of


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def station_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; over htmx its lists, or 204 where they have not changed since the page asked."""
    station = get_object_or_404(STATIONS, pk=pk)
    shift = left_at(station=station)
    fragment, version = bool(getattr(request, "htmx", False)), version_of(shift)
    if fragment and request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {"station": station, "shift": shift, "version": version, "today": timezone.localdate()}
    template = f"stations/shift.html{'#lists' if fragment else ''}"
    return finish(render(request, template, context))
