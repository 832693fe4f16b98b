"""One station: its printers and their condition, what waits for them, the field that verifies them; what is
left there at the end of a shift; the page that adds or changes it, or deletes it."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from packages_ui.forms.station import StationForm
from packages_ui.models import Printer, Station
from packages_ui.services.errors import PrinterGone
from packages_ui.services.packing.shift import left_at
from packages_ui.services.printing.answers import unknown_labels
from packages_ui.services.printing.queue import waiting
from packages_ui.services.printing.stations import delete_station, save_station, set_label_printer
from packages_ui.views.http import StaffRequest, go, id_of, respond
from packages_ui.views.stations.printer_status import PrinterWords, words_of
from packages_ui.views.stations.this_browser import station_of

STATIONS = Station.objects.select_related(
    "label_printer__proved_by",
    "label_printer__agent",
    "document_printer__proved_by",
    "document_printer__agent",
)


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def station(request: StaffRequest, pk: int) -> HttpResponse:
    """The page; over htmx its moving part, which polls."""
    return show_station(request, get_object_or_404(STATIONS, pk=pk))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The result of a scanned code. `code` is kept where it was wrong; `offer` is the printer that could
    become the station's, by its id and name."""

    sentence: str
    tone: str
    code: str = ""
    offer: tuple[int, str] | None = None
    choose: bool = False


def show_station(
    request: StaffRequest, station: Station, *, proof: ScanResult | None = None, status: int = 200
) -> HttpResponse:
    """The whole page; over htmx its moving part, or 204 where that has not changed."""
    context = {**moving(request, station), **rights(request), "proof": proof}
    if request.htmx and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return respond(request, "stations/station.html", context, part="moving", status=status)


def moving(request: StaffRequest, station: Station) -> dict[str, Any]:
    """The values that change while the page is open, and their `version`."""
    printers = printers_of(station)
    batches = waiting(printer=station.label_printer)
    unknown = unknown_labels(station.label_printer)
    bound = station_of(request)
    mine = bound is not None and bound.pk == station.pk
    return {
        "station": station,
        "printers": printers,
        "batches": batches,
        "unknown": unknown,
        "mine": mine,
        "version": version_of(station.name, mine, printers, batches, unknown),
    }


def printers_of(station: Station) -> tuple[PrinterWords, ...]:
    """Labels first; a printer for both is listed once."""
    labels, documents = station.label_printer, station.document_printer
    if documents is None:
        return (words_of(labels, role=_("Labels")),)
    if documents.pk == labels.pk:
        return (words_of(labels, role=_("Labels and documents")),)
    return words_of(labels, role=_("Labels")), words_of(documents, role=_("Documents"))


def rights(request: StaffRequest) -> dict[str, bool]:
    """The person's permissions, by what they show."""
    prints = request.user.has_perm("packages_ui.print_labels")
    manages = request.user.has_perm("packages_ui.manage_stations")
    return {"may_print": prints, "may_manage": manages, "may_test": prints or manages}


def version_of(*shown: object) -> str:
    """Different whenever anything shown changes, its language too."""
    return sha256(repr((get_language(), shown)).encode()).hexdigest()[:12]


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_printer(request: StaffRequest, pk: int) -> HttpResponse:
    """`printer`: prints the station's labels from here on."""
    station = get_object_or_404(Station, pk=pk)
    printer = get_object_or_404(Printer, pk=id_of(request.POST.get("printer")))
    try:
        changed = set_label_printer(station=station, printer=printer, user_id=request.user.pk)
    except PrinterGone as error:
        messages.error(request, str(error.sentence))
        changed = False
    if changed:
        text = _("{printer} now prints the labels of {station}. Waiting labels stay at the previous printer.")
        messages.success(request, text.format(printer=printer.name, station=station.name))
    return go(request, reverse("packages_ui:station", args=[pk]))


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def station_shift(request: StaffRequest, pk: int) -> HttpResponse:
    """The page; over htmx its lists, or 204 where they have not changed."""
    station = get_object_or_404(STATIONS, pk=pk)
    shift = left_at(station=station)
    version = version_of(shift)
    if request.htmx and request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {"station": station, "shift": shift, "version": version, "today": timezone.localdate()}
    return respond(request, "stations/shift.html", context, part="lists")


def _edit(request: StaffRequest, station: Station) -> HttpResponse:
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
    return _edit(request, Station())


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """GET the form, POST the changes."""
    return _edit(request, get_object_or_404(Station, pk=pk))


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def station_delete(request: StaffRequest, pk: int) -> HttpResponse:
    """Computers assigned to it have no station afterwards."""
    station = get_object_or_404(Station, pk=pk)
    delete_station(station=station, user_id=request.user.pk)
    deleted = _("{station} is deleted. Its printers and batches are kept.").format(station=station.name)
    messages.success(request, deleted)
    return go(request, reverse("packages_ui:stations"))
