"""All stations, how their printers are, and where this browser stands."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from packages_ui.views.stations_page import show_stations


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def stations(request: HttpRequest) -> HttpResponse:
    """The page; `next` is where the person goes once a station is chosen."""
    return show_stations(request)
