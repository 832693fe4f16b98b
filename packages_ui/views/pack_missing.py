"""A unit is missing: four ways side by side."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from packages_ui.services.packing.missing import at_hand
from packages_ui.views.pack_desk import desk_of
from packages_ui.views.pack_missing_act import act
from packages_ui.views.pack_missing_page import choose_station, show_missing, to_desk

LOOK_FIRST = "Nothing was sent: no package is open at this desk, or something has to be acknowledged first."


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_missing(request: HttpRequest) -> HttpResponse:
    """GET shows the panel for the open package; POST acts, with `step=look` it only shows what each way would
    do with these units. Back to the desk where nothing is open."""
    desk = desk_of(request)
    if desk is None:
        return choose_station(request)
    packing = at_hand(desk)
    if packing is None:
        return to_desk(request, problem=LOOK_FIRST if request.method == "POST" else "")
    if request.method == "POST" and request.POST.get("step") != "look":
        return act(request, desk, packing)
    return show_missing(request, desk, packing)
