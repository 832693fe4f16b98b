"""What waits for Seller Center at the packing desks."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from packages_ui.views.pack_waiting_page import show_waiting


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_waiting(request: HttpRequest) -> HttpResponse:
    """Both lists; the page asks for them again every few seconds."""
    return show_waiting(request)
