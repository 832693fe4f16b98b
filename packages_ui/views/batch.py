"""One batch of labels: how far it is, what failed, its PDF."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from packages_ui.models import LabelBatch
from packages_ui.views.batch_page import Told, show


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; over htmx its moving part, which asks again by itself until the batch has finished."""
    found = get_object_or_404(LabelBatch.objects.select_related("owner"), pk=pk)
    return show(request, found, Told(same="same" in request.GET))
