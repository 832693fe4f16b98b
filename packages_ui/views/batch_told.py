"""The answer to an act on a batch."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import trigger_client_event

from packages_ui.models import LabelBatch
from packages_ui.views.batch_page import Told, show
from packages_ui.views.http import id_of


def tell(request: HttpRequest, batch: LabelBatch, told: Told) -> HttpResponse:
    """Over htmx the batch's moving part; else a redirect to the batch with messages."""
    if getattr(request, "htmx", False):
        response = trigger_client_event(show(request, batch, told), "done", {"sentence": told.said})
        return (
            trigger_client_event(response, "problem", {"sentence": told.warning})
            if told.warning
            else response
        )
    if told.said:
        messages.success(request, told.said)
    if told.warning:
        messages.warning(request, told.warning)
    return redirect("packages_ui:batch", pk=batch.pk)


def labels(count: int) -> str:
    """`1 label`, `12 labels`."""
    return "1 label" if count == 1 else f"{count} labels"


def job_ids(request: HttpRequest) -> list[int]:
    """The numbers sent as `job`, those that are none left out."""
    return [pk for pk in map(id_of, request.POST.getlist("job")) if pk]
