"""Send nothing more to a printer, with a reason."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from packages_ui.forms.station import PauseForm
from packages_ui.models import Printer
from packages_ui.services.printing.pause import pause_printer
from packages_ui.views.printer_told import station_asking, tell
from packages_ui.views.station_page import finish

REASONS = ("New roll", "Paper jam", "Being cleaned", "Out of order")


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.print_labels", raise_exception=True)
def printer_pause(request: HttpRequest, pk: int) -> HttpResponse:
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


def _show(request: HttpRequest, printer: Printer, form: PauseForm, *, status: int = 200) -> HttpResponse:
    fragment = bool(getattr(request, "htmx", False))
    station = station_asking(request, printer)
    context = {
        "form": form,
        "printer": printer,
        "station": station,
        "reasons": REASONS,
        "fragment": fragment,
        "action": request.get_full_path(),
    }
    template = f"stations/pause.html{'#form' if fragment else ''}"
    return finish(render(request, template, context, status=status))
