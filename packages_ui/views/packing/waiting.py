"""What waits for Seller Center at the packing desks, and the status changes that a person has to decide: send
again, or take back before Seller Center has been told."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from packages_ui import tasks
from packages_ui.models import StatusChange
from packages_ui.services.errors import NotAllowed
from packages_ui.services.status_changes import status_changes
from packages_ui.services.status_changes.status_changes import MOST, Change, again, withdraw
from packages_ui.views.http import StaffRequest, respond
from packages_ui.views.stations.station import version_of

QUEUE_OUT = " The queue cannot be reached, so it waits until that is back."


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_waiting(request: StaffRequest) -> HttpResponse:
    """Both lists; the page asks for them again every few seconds."""
    return show_waiting(request)


def show_waiting(request: StaffRequest, *, anew: bool = False, status: int = 200) -> HttpResponse:
    """The whole page; over htmx both lists, or 204 where they have not changed since the page asked, unless
    they are wanted `anew`."""
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
        "version": version_of(_seen(waiting) + _seen(conflicts)),
        "today": timezone.localdate(),
        "may_withdraw": request.user.has_perm("packages_ui.update_package"),
    }


def _seen(changes: list[Change]) -> tuple[tuple[object, ...], ...]:
    return tuple((change.id, change.sentence, change.attempts, change.is_sending) for change in changes)


def decided(request: StaffRequest, decide: Callable[[], str]) -> HttpResponse:
    """Over htmx the lists as they are now; else a redirect to them. 404 for a change that never was."""
    try:
        said, good = decide(), True
    except StatusChange.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        said, good = str(error.sentence), False
    if request.htmx:
        response = show_waiting(request, anew=True, status=200 if good else 409)
        return trigger_client_event(response, "done" if good else "problem", {"sentence": said})
    messages.add_message(request, messages.SUCCESS if good else messages.WARNING, said)
    return redirect("packages_ui:pack_waiting")


@require_POST
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_again(request: StaffRequest, pk: int) -> HttpResponse:
    """At once; with the same trouble it comes back as a conflict."""

    def send_again() -> str:
        change = again(change_id=pk, user_id=request.user.pk)
        said = f"Package {change.package_number} is sent again."
        return said if tasks.wake_status_changes() else said + QUEUE_OUT

    return decided(request, send_again)


@require_POST
@permission_required(("packages_ui.pack_packages", "packages_ui.update_package"), raise_exception=True)
def pack_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """The package keeps the status that it has at Seller Center."""

    def take_back() -> str:
        change = withdraw(change_id=pk, user_id=request.user.pk)
        return f"Withdrawn: package {change.package_number} keeps the status it has at Seller Center."

    return decided(request, take_back)
