"""After signing in: where do you work?"""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from packages_ui.views.go import safe_next
from packages_ui.views.station_cookie import station_of
from packages_ui.views.station_page import finish
from packages_ui.views.stations_page import cards


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def station_choose(request: HttpRequest) -> HttpResponse:
    """The stations as large buttons; then on to `next`, else to the packages. Straight there where there is
    nothing to choose."""
    address = safe_next(request) or reverse("packages_ui:list")
    context = {**cards(request), "next": address}
    if station_of(request) or not context["cards"]:
        return redirect(address)
    return finish(render(request, "stations/choose.html", context))
