"""Pause a printer with a reason; resume it, or all that are on hold since the database was restored from a
backup; check it now. The response is the station's page that shows it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from packages_ui import tasks
from packages_ui.forms.station import PauseForm
from packages_ui.models import Printer, Station
from packages_ui.services.printing.check_printer import check
from packages_ui.services.printing.control import pause_printer, resume_printer
from packages_ui.services.printing.restored import HELD, is_on_hold, resume, to_check
from packages_ui.views.http import StaffRequest, Undo, any_permission_required, id_of, report_done, respond
from packages_ui.views.stations.station import STATIONS, moving, rights

REASONS = (
    gettext_lazy("New roll"),
    gettext_lazy("Paper jam"),
    gettext_lazy("Cleaning"),
    gettext_lazy("Out of order"),
)


def requesting_station(request: StaffRequest, printer: Printer) -> Station | None:
    """The station whose page sent the request (`station`), else the first that prints there."""
    number = request.POST.get("station") or request.GET.get("station") or ""
    used = STATIONS.filter(Q(label_printer=printer) | Q(document_printer=printer))
    return used.filter(pk=id_of(number)).first() or used.first()


def show_result(
    request: StaffRequest,
    printer: Printer,
    result: str,
    *,
    good: bool = True,
    quiet: bool = False,
    undo: Undo | None = None,
) -> HttpResponse:
    """Over htmx the moving part of the station's page, and a note unless `quiet`; else a redirect to it with
    a message. `good`: no action is needed."""
    station = requesting_station(request, printer)
    if not request.htmx:
        messages.add_message(request, messages.SUCCESS if good else messages.WARNING, result)
        return redirect("packages_ui:station", pk=station.pk) if station else redirect("packages_ui:stations")
    context: dict[str, Any] = {**rights(request), "fragment": True, "oob": True}
    response = HttpResponse()
    if station:
        response = render(request, "stations/station.html#moving", {**context, **moving(request, station)})
    if quiet:
        return response
    if good:
        return report_done(response, result, undo=undo)
    return trigger_client_event(response, "problem", {"sentence": result})


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
    station = requesting_station(request, printer)
    if not pause_printer(printer=printer, because=form.cleaned_data["because"], user_id=request.user.pk):
        return show_result(
            request,
            printer,
            _("{printer} was already paused. Nothing was changed.").format(printer=printer.name),
        )
    return show_result(
        request,
        printer,
        _("{printer} is paused. Labels already sent to it are still printed.").format(printer=printer.name),
        undo=Undo(
            href=reverse("packages_ui:printer_resume", args=[pk]),
            values={"station": str(station.pk)} if station else {},
            target="body",
            swap="none",
        ),
    )


def _show(request: StaffRequest, printer: Printer, form: PauseForm, *, status: int = 200) -> HttpResponse:
    station = requesting_station(request, printer)
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
    """Labels that wait for it are sent at once."""
    printer = get_object_or_404(Printer, pk=pk)
    if is_on_hold(printer):
        return show_result(request, printer, str(HELD), good=False)
    if not resume_printer(printer=printer, user_id=request.user.pk):
        return show_result(
            request, printer, _("{printer} was not paused. Nothing was changed.").format(printer=printer.name)
        )
    tasks.wake_feeders()
    return show_result(request, printer, _("{printer} is printing again.").format(printer=printer.name))


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def printer_look(request: StaffRequest, pk: int) -> HttpResponse:
    """Takes at most about three seconds. `quiet=1`: the page asks automatically, so nothing is announced."""
    printer = get_object_or_404(Printer, pk=pk)
    result = _checked(printer, is_done=check(printer=printer))
    quiet = request.POST.get("quiet") == "1"
    return show_result(request, printer, result, good=not printer.trouble, quiet=quiet)


def _checked(printer: Printer, *, is_done: bool) -> str:
    if not printer.is_fed:
        text = _("{printer} is this computer's own printer and cannot be checked.")
    elif printer.trouble:
        text = _("{printer}: {trouble}")
    elif is_done:
        text = _("{printer} is ready.")
    else:
        text = _("{printer} is printing and is checked all the time.")
    return text.format(printer=printer.name, trouble=printer.trouble)


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def printing_go_on(request: StaffRequest) -> HttpResponse:
    """Labels that nobody has checked stay unconfirmed."""
    if not resume(user_id=request.user.pk):
        messages.info(request, _("Printing was not on hold. Nothing was changed."))
        return redirect("packages_ui:unknown")
    tasks.wake_feeders()
    messages.success(request, " ".join((_("Printing is resumed."), _unchecked(to_check()))).strip())
    return redirect("packages_ui:unknown")


def _unchecked(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} label is still unconfirmed and is not printed automatically.",
        "{count} labels are still unconfirmed and are not printed automatically.",
        count,
    ).format(count=count)
