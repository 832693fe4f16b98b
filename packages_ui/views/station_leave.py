"""This browser stands at no station any more."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from packages_ui.views.go import go
from packages_ui.views.station_cookie import unbind


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def station_leave(request: HttpRequest) -> HttpResponse:
    """Labels print from the browser then."""
    messages.success(request, "This browser works at no station now. Labels print from the browser.")
    return unbind(go(request, reverse("packages_ui:stations")))
