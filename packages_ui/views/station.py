"""One station: its printers, what waits for them, test page and proof."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from packages_ui.views.station_page import STATIONS, show_station


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def station(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; over htmx its moving part, which asks again by itself."""
    return show_station(request, get_object_or_404(STATIONS, pk=pk))
