"""The page that adds or changes a station, or deletes it; its printers and batches are kept."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from packages_ui.forms.station import StationForm
from packages_ui.models import Printer, Station
from packages_ui.services.errors import PrinterGone
from packages_ui.services.printing.stations import delete_station, save_station
from packages_ui.views.http import StaffRequest, go, respond


def edit(request: StaffRequest, station: Station) -> HttpResponse:
    """GET: the form. POST: save it; 422 with the errors beside the fields."""
    if request.method != "POST":
        return _show(request, StationForm(instance=station))
    form = StationForm(request.POST, instance=station)
    if not form.is_valid():
        return _show(request, form, status=422)
    fields = list(form.Meta.fields)
    try:
        saved = save_station(station=form.instance, fields=fields, user_id=request.user.pk)
    except PrinterGone as error:
        messages.error(request, str(error.sentence))
        return go(request, request.get_full_path())
    if saved:
        messages.success(request, _("{station} is saved.").format(station=form.instance.name))
    else:
        messages.error(
            request, _("{station} has been deleted. Nothing was changed.").format(station=form.instance.name)
        )
    return go(request, reverse("packages_ui:stations"))


def _show(request: StaffRequest, form: StationForm, *, status: int = 200) -> HttpResponse:
    known = Station.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
    context = {
        "form": form,
        "station": known,
        "any_printer": Printer.objects.exists(),
        "action": request.get_full_path(),
    }
    return respond(request, "stations/station_form.html", context, part="form", status=status)


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_add(request: StaffRequest) -> HttpResponse:
    """GET the form, POST the station."""
    return edit(request, Station())


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """GET the form, POST the changes."""
    return edit(request, get_object_or_404(Station, pk=pk))


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_delete(request: StaffRequest, pk: int) -> HttpResponse:
    """Computers assigned to it have no station afterwards."""
    station = get_object_or_404(Station, pk=pk)
    delete_station(station=station, user_id=request.user.pk)
    deleted = _("{station} is deleted. Its printers and batches are kept.").format(station=station.name)
    messages.success(request, deleted)
    return go(request, reverse("packages_ui:stations"))
