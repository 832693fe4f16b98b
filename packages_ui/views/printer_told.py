"""The answer to an act on a printer that a station's page shows."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import trigger_client_event

from packages_ui.models import Printer, Station
from packages_ui.views.http import id_of
from packages_ui.views.station_page import STATIONS, finish, moving, rights


def station_asking(request: HttpRequest, printer: Printer) -> Station | None:
    """The station on whose page the person pressed (`station`), else the first that prints there."""
    number = request.POST.get("station") or request.GET.get("station") or ""
    used = STATIONS.filter(Q(label_printer=printer) | Q(document_printer=printer))
    return used.filter(pk=id_of(number)).first() or used.first()


def tell(
    request: HttpRequest, printer: Printer, said: str, *, good: bool = True, quiet: bool = False
) -> HttpResponse:
    """Over htmx the moving part of the station's page, and a note unless `quiet`; else a redirect to it with
    a message. `good`: nobody has to do anything about it."""
    station = station_asking(request, printer)
    if not getattr(request, "htmx", False):
        messages.add_message(request, messages.SUCCESS if good else messages.WARNING, said)
        return redirect("packages_ui:station", pk=station.pk) if station else redirect("packages_ui:stations")
    context: dict[str, Any] = {**rights(request), "fragment": True, "oob": True}
    response = HttpResponse()
    if station:
        response = render(request, "stations/station.html#moving", {**context, **moving(request, station)})
    if quiet:
        return finish(response)
    return finish(trigger_client_event(response, "done" if good else "problem", {"sentence": said}))
