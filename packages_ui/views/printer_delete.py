"""Take a printer away on which nothing was printed."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from packages_ui.models import Printer
from packages_ui.services.stations import delete_printer
from packages_ui.views.go import go


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def printer_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """One that has jobs or a station stays, and the message says why."""
    printer = get_object_or_404(Printer, pk=pk)
    name = printer.name
    if why_not := delete_printer(printer=printer, user_id=request.user.pk):
        messages.error(request, f"{name} was not deleted. {why_not}")
        return go(request, reverse("packages_ui:printer_edit", args=[pk]))
    messages.success(request, f"{name} is deleted.")
    return go(request, reverse("packages_ui:stations"))
