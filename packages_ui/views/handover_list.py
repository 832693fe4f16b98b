"""The list of a closed cage is made, or made again."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.models import Handover
from packages_ui.services.handover.paper import want_list
from packages_ui.views.handover_closed import show_closed
from packages_ui.views.station_cookie import station_of

MOST_OF_KEY = 64


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_list(request: HttpRequest, pk: int) -> HttpResponse:
    """`key` is the page's own: a second press makes no second list."""
    cage = get_object_or_404(Handover.objects.exclude(closed_at=None), pk=pk)
    key = request.POST.get("key", "")[:MOST_OF_KEY]  # only hashed
    cage.list = want_list(handover=cage, station=station_of(request), user_id=request.user.pk or 0, key=key)
    tasks.wake_documents()
    if getattr(request, "htmx", False):
        return show_closed(request, cage)
    return redirect("packages_ui:handover_closed", pk=pk)
