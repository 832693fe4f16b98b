"""Boxes of a closed cage that Seller Center refused are sent again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from packages_ui import tasks
from packages_ui.models import Handover
from packages_ui.services.handover.sending import again
from packages_ui.views.handover_closed import show_closed
from packages_ui.views.http import id_of

NOTHING = "There was nothing left to send again. Nothing was changed."


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_again(request: HttpRequest, pk: int) -> HttpResponse:
    """All that failed, or the one `change`."""
    cage = get_object_or_404(Handover.objects.exclude(closed_at=None), pk=pk)
    number = request.POST.get("change", "")
    one = id_of(number) or None
    count = 0 if number and one is None else again(handover=cage, user_id=request.user.pk or 0, change_id=one)
    if count:
        tasks.wake_status_changes()
    sentence = f"{count} {'box is' if count == 1 else 'boxes are'} sent again." if count else NOTHING
    if getattr(request, "htmx", False):
        return trigger_client_event(show_closed(request, cage), "done", {"sentence": sentence})
    messages.success(request, sentence)
    return redirect("packages_ui:handover_closed", pk=pk)
