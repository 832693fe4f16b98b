"""The barcodes that differ from the code of their product."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from packages_ui.views.barcodes_page import show


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def barcodes(request: HttpRequest) -> HttpResponse:
    """The list, searched by `q`; over htmx its rows."""
    return show(request)
