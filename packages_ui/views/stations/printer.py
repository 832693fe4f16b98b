"""Send nothing more to a printer, with a reason; let it go on, or all that were held because the database was
restored from a backup; ask it now how it is. The answer is the station's page that shows it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from packages_ui import tasks
from packages_ui.forms.station import PauseForm
from packages_ui.models import Printer, Station
from packages_ui.services.printing.check_printer import look
from packages_ui.services.printing.control import pause_printer, resume_printer
from packages_ui.services.printing.restored import HELD, go_on, to_tell
from packages_ui.views.http import StaffRequest, any_permission_required, id_of, respond
from packages_ui.views.stations.station import STATIONS, moving, rights

REASONS = ("New roll", "Paper jam", "Being cleaned", "Out of order")
GOES_ON = "Printing goes on."
OPEN = "Printing goes on. Without an answer so far, and so not printed by itself: {count}."
BEFORE = "Printing was not held any more. Nothing was changed."


def station_asking(request: StaffRequest, printer: Printer) -> Station | None:
    """The station on whose page the person pressed (`station`), else the first that prints there."""
    number = request.POST.get("station") or request.GET.get("station") or ""
    used = STATIONS.filter(Q(label_printer=printer) | Q(document_printer=printer))
    return used.filter(pk=id_of(number)).first() or used.first()


def tell(
    request: StaffRequest, printer: Printer, said: str, *, good: bool = True, quiet: bool = False
) -> HttpResponse:
    """Over htmx the moving part of the station's page, and a note unless `quiet`; else a redirect to it with
    a message. `good`: nobody has to do anything about it."""
    station = station_asking(request, printer)
    if not request.htmx:
        messages.add_message(request, messages.SUCCESS if good else messages.WARNING, said)
        return redirect("packages_ui:station", pk=station.pk) if station else redirect("packages_ui:stations")
    context: dict[str, Any] = {**rights(request), "fragment": True, "oob": True}
    response = HttpResponse()
    if station:
        response = render(request, "stations/station.html#moving", {**context, **moving(request, station)})
    if quiet:
        return response
    return trigger_client_event(response, "done" if good else "problem", {"sentence": said})


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.print_labels", raise_exception=True)
def printer_pause(request: StaffRequest, pk: int) -> HttpResponse:
    """GET the form, POST `because`."""
    printer = get_object_or_404(Printer, pk=pk)
    if request.method != "POST":
        return _show(request, printer, PauseForm())
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _show(request, printer, form, status=422)
    if not pause_printer(printer=printer, because=form.cleaned_data["because"], user_id=request.user.pk):
        return tell(request, printer, f"{printer.name} was paused already. Nothing was changed.")
    return tell(request, printer, f"{printer.name} is paused. What it holds already still comes out.")


def _show(request: StaffRequest, printer: Printer, form: PauseForm, *, status: int = 200) -> HttpResponse:
    station = station_asking(request, printer)
    context = {
        "form": form,
        "printer": printer,
        "station": station,
        "reasons": REASONS,
        "action": request.get_full_path(),
    }
    return respond(request, "stations/pause.html", context, part="form", status=status)


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def printer_resume(request: StaffRequest, pk: int) -> HttpResponse:
    """What waits for it is sent at once."""
    printer = get_object_or_404(Printer, pk=pk)
    if printer.paused_because == HELD:
        return tell(request, printer, HELD, good=False)
    if not resume_printer(printer=printer, user_id=request.user.pk):
        return tell(request, printer, f"{printer.name} was not paused. Nothing was changed.")
    tasks.wake_feeders()
    return tell(request, printer, f"{printer.name} goes on: what waits for it is sent now.")


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def printer_look(request: StaffRequest, pk: int) -> HttpResponse:
    """At most some three seconds. `quiet=1`: the page asks by itself, so nothing is announced."""
    printer = get_object_or_404(Printer, pk=pk)
    asked = look(printer=printer)
    said = f"{printer.name}: {printer.trouble or 'ready.'}"
    if not printer.is_fed:
        said = f"{printer.name} is the browser’s own printer: it cannot be asked."
    elif not asked:
        said = f"{printer.name} is printing and is looked at all the time. {printer.trouble}".strip()
    quiet = request.POST.get("quiet") == "1"
    return tell(request, printer, said, good=not printer.trouble, quiet=quiet)


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def printing_go_on(request: StaffRequest) -> HttpResponse:
    """What nobody has said anything of stays unknown."""
    if not go_on(user_id=request.user.pk):
        messages.info(request, BEFORE)
        return redirect("packages_ui:unknown")
    tasks.wake_feeders()
    count = to_tell()
    labels = f"{count} label{'' if count == 1 else 's'}"
    messages.success(request, OPEN.format(count=labels) if count else GOES_ON)
    return redirect("packages_ui:unknown")
