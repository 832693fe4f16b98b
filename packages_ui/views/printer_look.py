"""Ask a printer now how it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from packages_ui.models import Printer
from packages_ui.services.printing.look import look
from packages_ui.views.permission import any_permission_required
from packages_ui.views.printer_told import tell


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def printer_look(request: HttpRequest, pk: int) -> HttpResponse:
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
