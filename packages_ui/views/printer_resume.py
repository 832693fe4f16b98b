"""Let a paused printer go on."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.models import Printer
from packages_ui.services.printing.pause import resume_printer
from packages_ui.services.printing.restored import HELD
from packages_ui.views.printer_told import tell


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def printer_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits for it is sent at once."""
    printer = get_object_or_404(Printer, pk=pk)
    if printer.paused_because == HELD:
        return tell(request, printer, HELD, good=False)
    if not resume_printer(printer=printer, user_id=request.user.pk):
        return tell(request, printer, f"{printer.name} was not paused. Nothing was changed.")
    tasks.wake_feeders()
    return tell(request, printer, f"{printer.name} goes on: what waits for it is sent now.")
