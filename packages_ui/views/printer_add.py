"""A new printer."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from packages_ui.models import Printer
from packages_ui.views.printer_form import edit


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.manage_stations", raise_exception=True)
def printer_add(request: HttpRequest) -> HttpResponse:
    """GET the form, POST the printer."""
    return edit(request, Printer())
