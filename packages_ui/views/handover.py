"""Boxes go into the driver's cage."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from packages_ui.views.handover_page import cage_asked, show


@require_GET
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover(request: HttpRequest) -> HttpResponse:
    """The page, with `cage` chosen; over htmx its moving part."""
    cage = cage_asked(request)
    return show(request, carrier=cage.carrier if cage else "")
