"""Take a station away; its printers and batches stay."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from packages_ui.models import Station
from packages_ui.services.stations import delete_station
from packages_ui.views.go import go


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Browsers that stand there stand nowhere afterwards."""
    station = get_object_or_404(Station, pk=pk)
    delete_station(station=station, user_id=request.user.pk)
    messages.success(request, f"{station.name} is deleted. Its printers and their batches stay.")
    return go(request, reverse("packages_ui:stations"))
