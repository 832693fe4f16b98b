"""The page on which a station is added or changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from packages_ui.forms.station import StationForm
from packages_ui.models import Printer, Station
from packages_ui.services.errors import PrinterGone
from packages_ui.services.stations import save_station
from packages_ui.views.go import go
from packages_ui.views.station_page import finish


def edit(request: HttpRequest, station: Station) -> HttpResponse:
    """GET: the form. POST: save it, or say beside the fields why not (422)."""
    if request.method != "POST":
        return _show(request, StationForm(instance=station))
    form = StationForm(request.POST, instance=station)
    if not form.is_valid():
        return _show(request, form, status=422)
    fields = list(form.Meta.fields)
    try:
        saved = save_station(station=form.instance, fields=fields, user_id=request.user.pk)
    except PrinterGone as error:
        messages.error(request, error.sentence)
        return go(request, request.get_full_path())
    if saved:
        messages.success(request, f"{form.instance.name} is saved.")
    else:
        messages.error(request, f"{form.instance.name} was deleted meanwhile. Nothing was changed.")
    return go(request, reverse("packages_ui:stations"))


def _show(request: HttpRequest, form: StationForm, *, status: int = 200) -> HttpResponse:
    fragment = bool(getattr(request, "htmx", False))
    known = Station.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
    context = {
        "form": form,
        "station": known,
        "fragment": fragment,
        "any_printer": Printer.objects.exists(),
        "action": request.get_full_path(),
    }
    template = f"stations/station_form.html{'#form' if fragment else ''}"
    return finish(render(request, template, context, status=status))
