"""Status changes that are pending at Seller Center, and those that need a decision: send again, or withdraw
before they are sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from packages_ui import tasks
from packages_ui.models import StatusChange
from packages_ui.services.errors import NotAllowed
from packages_ui.services.status_changes import status_changes
from packages_ui.services.status_changes.status_changes import MOST, Change, again, withdraw
from packages_ui.views.http import StaffRequest, respond
from packages_ui.views.stations.station import version_of


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_waiting(request: StaffRequest) -> HttpResponse:
    """Both lists; the page polls them every few seconds."""
    return show_waiting(request)


def show_waiting(request: StaffRequest, *, anew: bool = False, status: int = 200) -> HttpResponse:
    """The whole page; over htmx both lists, or 204 where they have not changed since, unless `anew`."""
    context = _lists(request)
    if request.htmx and not anew and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return respond(request, "packing/waiting.html", context, part="lists", status=status)


def _lists(request: StaffRequest) -> dict[str, Any]:
    counts = status_changes.counts()
    waiting, conflicts = status_changes.waiting(), status_changes.conflicts()
    return {
        "waiting": waiting,
        "conflicts": conflicts,
        "counts": counts,
        "most": MOST,
        "version": version_of(_seen(waiting) + _seen(conflicts), get_language()),
        "today": timezone.localdate(),
        "may_withdraw": request.user.has_perm("packages_ui.update_package"),
    }


def _seen(changes: list[Change]) -> tuple[tuple[object, ...], ...]:
    return tuple((change.id, change.sentence, change.attempts, change.is_sending) for change in changes)


def decided(request: StaffRequest, decide: Callable[[], str]) -> HttpResponse:
    """Over htmx the current lists; else a redirect to them. 404 for a change that does not exist."""
    try:
        sentence, good = decide(), True
    except StatusChange.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        sentence, good = str(error.sentence), False
    if request.htmx:
        response = show_waiting(request, anew=True, status=200 if good else 409)
        return trigger_client_event(response, "done" if good else "problem", {"sentence": sentence})
    messages.add_message(request, messages.SUCCESS if good else messages.WARNING, sentence)
    return redirect("packages_ui:pack_waiting")


@require_POST
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Send it again at once; refused again, it comes back as a conflict."""

    def send_again() -> str:
        change = again(change_id=pk, user_id=request.user.pk)
        if tasks.wake_status_changes():
            sentence = gettext("Package %(number)s is sent again.")
        else:
            sentence = gettext("Package %(number)s is sent again once the queue is back.")
        return sentence % {"number": change.package_number}

    return decided(request, send_again)


@require_POST
@permission_required(("packages_ui.pack_packages", "packages_ui.update_package"), raise_exception=True)
def pack_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """The package keeps the status that it has at Seller Center."""

    def take_back() -> str:
        change = withdraw(change_id=pk, user_id=request.user.pk)
        sentence = gettext("Withdrawn: package %(number)s keeps its status at Seller Center.")
        return sentence % {"number": change.package_number}

    return decided(request, take_back)
