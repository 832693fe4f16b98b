"""A new station."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from packages_ui.models import Station
from packages_ui.views.station_form import edit


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_add(request: HttpRequest) -> HttpResponse:
    """GET the form, POST the station."""
    return edit(request, Station())
