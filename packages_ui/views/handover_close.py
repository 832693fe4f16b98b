"""The driver takes a cage: asked once, then all that is in it becomes Shipped."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from packages_ui import tasks
from packages_ui.models import Handover
from packages_ui.services.handover.close import CageEmpty, close
from packages_ui.services.handover.paper import want_list
from packages_ui.views.handover_page import finish, show
from packages_ui.views.station_cookie import station_of


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_close(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks, over htmx in the page; POST closes and goes to what becomes of the boxes. 409 for an empty
    cage. Closed already, it only goes there."""
    cage = get_object_or_404(Handover, pk=pk)
    if request.method == "GET" and cage.closed_at is None:
        return _ask(request, cage)
    if request.method == "POST":
        try:
            closed = close(handover=cage, user_id=request.user.pk or 0)
        except CageEmpty as error:
            return show(request, carrier=cage.carrier, problem=error.sentence, status=409)
        if closed:
            want_list(handover=cage, station=station_of(request), user_id=request.user.pk or 0)
            tasks.wake_status_changes()
            tasks.wake_documents()
    return redirect("packages_ui:handover_closed", pk=pk)


def _ask(request: HttpRequest, cage: Handover) -> HttpResponse:
    fragment = bool(getattr(request, "htmx", False))
    context = {"cage": cage, "count": cage.boxes.count(), "now": timezone.localtime(), "fragment": fragment}
    return finish(render(request, f"handover/close.html{'#ask' if fragment else ''}", context))
