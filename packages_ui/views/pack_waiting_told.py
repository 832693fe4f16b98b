"""The answer to a decision about a status change."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import trigger_client_event

from packages_ui.models import StatusChange
from packages_ui.services.errors import NotAllowed
from packages_ui.views.pack_waiting_page import show_waiting


def decided(request: HttpRequest, decide: Callable[[], str]) -> HttpResponse:
    """Over htmx the lists as they are now; else a redirect to them. 404 for a change that never was."""
    try:
        said, good = decide(), True
    except StatusChange.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        said, good = error.sentence, False
    if getattr(request, "htmx", False):
        response = show_waiting(request, anew=True, status=200 if good else 409)
        return trigger_client_event(response, "done" if good else "problem", {"sentence": said})
    messages.add_message(request, messages.SUCCESS if good else messages.WARNING, said)
    return redirect("packages_ui:pack_waiting")
