"""A box is taken out of its cage again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from packages_ui.models import HandoverBox
from packages_ui.services.handover.cages import remove
from packages_ui.views.handover_page import show

OUT = "{} is no longer counted. Take it out of the cage too."
TOO_LATE = "The cage of {} was closed meanwhile: {} stays on its list. Nothing was changed."


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Over htmx the moving part and a note; else back to the page. 404 where it was taken out already."""
    box = get_object_or_404(HandoverBox.objects.select_related("handover"), pk=pk)
    good = remove(box=box, user_id=request.user.pk or 0)
    number, carrier = box.package_number, box.handover.carrier
    sentence = OUT.format(number) if good else TOO_LATE.format(carrier, number)
    if getattr(request, "htmx", False):
        response = show(request, carrier=carrier)
        return trigger_client_event(response, "done" if good else "problem", {"sentence": sentence})
    messages.add_message(request, messages.SUCCESS if good else messages.WARNING, sentence)
    return redirect(f"{reverse('packages_ui:handover')}?cage={box.handover_id}")
