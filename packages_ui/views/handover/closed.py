"""Close a handover: confirmed once, then all its packages become Shipped. The progress of that, sending
failed ones again, and the driver's list."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from packages_ui import tasks
from packages_ui.models import Handover
from packages_ui.services.handover.expected import behind, stayed_behind, still_here
from packages_ui.services.handover.handovers import (
    HandoverEmpty,
    HandoverStopped,
    again,
    close,
    sending,
    want_list,
)
from packages_ui.views.handover.handover import show
from packages_ui.views.http import StaffRequest, id_of, respond
from packages_ui.views.stations.station import version_of
from packages_ui.views.stations.this_browser import station_of

MOST_OF_KEY = 64


@require_GET
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_closed(request: StaffRequest, pk: int) -> HttpResponse:
    """The page; over htmx its moving part, or 204 where nothing has changed. An open one redirects to the
    page where boxes are scanned."""
    handover = get_object_or_404(Handover.objects.select_related("user", "station", "list"), pk=pk)
    if handover.closed_at is None:
        return redirect(f"{reverse('packages_ui:handover')}?handover={pk}")
    return show_closed(request, handover)


def show_closed(request: StaffRequest, handover: Handover) -> HttpResponse:
    """The progress of its boxes."""
    context: dict[str, Any] = {"handover": handover, "sending": sending(handover=handover)}
    left = stayed_behind(handover=handover) if handover.behind else ()
    context |= {"behind": left, "more_behind": (handover.behind_count or 0) - len(left)}
    context["version"] = version_of(context["sending"], handover.list and handover.list.state, get_language())
    if request.htmx and request.method == "GET" and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    context["key"] = uuid4().hex
    return respond(request, "handover/closed.html", context, part="moving")


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_close(request: StaffRequest, pk: int) -> HttpResponse:
    """GET asks for confirmation, over htmx in the page; POST closes and redirects to the progress. 409 for an
    empty one. One that is closed already only redirects."""
    handover = get_object_or_404(Handover, pk=pk)
    if request.method == "GET" and handover.closed_at is None:
        return _show_question(request, handover)
    if request.method == "POST":
        try:
            closed = close(handover=handover, user_id=request.user.pk)
        except (HandoverEmpty, HandoverStopped) as error:
            return show(request, carrier=handover.carrier, problem=str(error.sentence), status=409)
        if closed:
            want_list(handover=handover, station=station_of(request), user_id=request.user.pk)
            tasks.wake_status_changes()
            tasks.wake_documents()
    return redirect("packages_ui:handover_closed", pk=pk)


def _show_question(request: StaffRequest, handover: Handover) -> HttpResponse:
    waiting = still_here().get(handover.carrier, 0)
    left = behind(carrier=handover.carrier) if waiting else ()
    context = {
        "handover": handover,
        "count": handover.boxes.count(),
        "now": timezone.localtime(),
        "waiting": waiting,
        "behind": left,
        "more_behind": waiting - len(left),
    }
    return respond(request, "handover/close.html", context, part="ask")


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_again(request: StaffRequest, pk: int) -> HttpResponse:
    """All that failed, or the one `change`."""
    handover = get_object_or_404(Handover.objects.exclude(closed_at=None), pk=pk)
    number = request.POST.get("change", "")
    one = id_of(number) or None
    count = 0 if number and one is None else again(handover=handover, user_id=request.user.pk, change_id=one)
    if count:
        tasks.wake_status_changes()
    sentence = _sent_again(count)
    if request.htmx:
        return trigger_client_event(show_closed(request, handover), "done", {"sentence": sentence})
    messages.success(request, sentence)
    return redirect("packages_ui:handover_closed", pk=pk)


def _sent_again(count: int) -> str:
    if not count:
        return gettext("Nothing was left to send again. Nothing was changed.")
    text = ngettext("%(count)d package is sent again.", "%(count)d packages are sent again.", count)
    return text % {"count": count}


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_list(request: StaffRequest, pk: int) -> HttpResponse:
    """`key` is made by the page: a second press makes no second list."""
    handover = get_object_or_404(Handover.objects.exclude(closed_at=None), pk=pk)
    key = request.POST.get("key", "")[:MOST_OF_KEY]  # only hashed
    station = station_of(request)
    handover.list = want_list(handover=handover, station=station, user_id=request.user.pk, key=key)
    tasks.wake_documents()
    if request.htmx:
        return show_closed(request, handover)
    return redirect("packages_ui:handover_closed", pk=pk)
