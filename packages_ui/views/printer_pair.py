"""Print a pairing slip."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from packages_ui.models import Printer
from packages_ui.services.printing.pair import pair
from packages_ui.views.permission import any_permission_required
from packages_ui.views.slip_page import answer


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def printer_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code; the codes of earlier slips end."""
    printer = get_object_or_404(Printer, pk=pk)
    return answer(request, lambda: pair(printer=printer, user_id=request.user.pk or 0))
