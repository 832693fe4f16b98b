"""How far a test page or a pairing slip is."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from packages_ui.models import Slip
from packages_ui.views.slip_page import show_slip


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The page asks again each second until it was sent, for half a minute."""
    return show_slip(request, get_object_or_404(Slip.objects.select_related("printer"), pk=pk))
