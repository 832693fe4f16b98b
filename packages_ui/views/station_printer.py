"""A proved printer becomes the station's."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from packages_ui.models import Printer, Station
from packages_ui.services.errors import PrinterGone
from packages_ui.services.stations import set_label_printer
from packages_ui.views.go import go
from packages_ui.views.http import id_of


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_printer(request: HttpRequest, pk: int) -> HttpResponse:
    """`printer`: on which the station's labels are printed from now on."""
    station = get_object_or_404(Station, pk=pk)
    printer = get_object_or_404(Printer, pk=id_of(request.POST.get("printer")))
    try:
        changed = set_label_printer(station=station, printer=printer, user_id=request.user.pk)
    except PrinterGone as error:
        messages.error(request, error.sentence)
        changed = False
    if changed:
        said = f"The labels of {station.name} are printed on {printer.name} now."
        messages.success(request, f"{said} What waited stays where it is.")
    return go(request, reverse("packages_ui:station", args=[pk]))
