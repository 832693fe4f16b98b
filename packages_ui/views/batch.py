"""One batch of labels: how far it is, what needs a person."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from packages_ui.views.batch_page import Told, find, show


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; over htmx its moving part, which asks again by itself until the batch has finished."""
    return show(request, find(pk), Told(same="same" in request.GET))
