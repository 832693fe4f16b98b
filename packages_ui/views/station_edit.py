"""Change a station."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from packages_ui.models import Station
from packages_ui.views.station_form import edit


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """GET the form, POST the changes."""
    return edit(request, get_object_or_404(Station, pk=pk))
