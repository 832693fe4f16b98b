"""One action on many packages: what was selected, what will happen, how far it is, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, trigger_client_event

from packages_ui import tasks
from packages_ui.messages import bulk as words
from packages_ui.models import BulkAction, BulkPackage
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.bulk_actions.make import forecast, make, repeat, start, stop, take_back
from packages_ui.services.bulk_actions.show import MOST_SHOWN, newest, progress
from packages_ui.services.bulk_actions.verbs import VERBS, BulkVerb
from packages_ui.services.errors import InvalidBatch, NotAllowed
from packages_ui.views.batches.print_request import packages_of
from packages_ui.views.http import StaffRequest, go, respond, status_of

TEMPLATE = "packages/bulk.html"
AGAIN = {"failed": (BulkPackage.State.FAILED,), "stopped": (BulkPackage.State.STOPPED,)}
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of the selection bar."""

    name: str
    title: str
    icon: str
    needs_seller_center: bool


def offers(request: StaffRequest) -> list[Offer]:
    """What the person may do to many packages."""
    return [
        Offer(verb.name, str(verb.title), verb.icon, verb.needs_seller_center)
        for verb in VERBS.values()
        if _may(request, verb)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.view_packages", raise_exception=True)
def bulk(request: StaffRequest) -> HttpResponse:
    """GET: the newest that the person may see. POST: `verb` and the selection, as for a batch of labels; it
    leads to the page that shows what will happen."""
    if request.method != "POST":
        return _list(request)
    verb = request.POST.get("verb", "")
    if verb in VERBS and not _may(request, VERBS[verb]):
        raise PermissionDenied
    try:
        action = make(user_id=request.user.pk, verb=verb, numbers=packages_of(request))
    except (InvalidBatch, NotAllowed) as error:
        return _refused(request, str(error.sentence), status=422)
    except SellerCenterError as error:
        return _refused(request, str(error.sentence), status=status_of(error))
    return go(request, _address(action))


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def bulk_action(request: StaffRequest, pk: int) -> HttpResponse:
    """Before its start what will happen with `value`; then how far it is, over htmx only that, or 204 where
    the page has `seen` it."""
    action, verb = _find(request, pk)
    if action.started_at is None:
        return _show_forecast(request, action, verb, value=request.GET.get("value", action.value))
    return _show_progress(request, action, verb)


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def bulk_start(request: StaffRequest, pk: int) -> HttpResponse:
    """`value` as it was shown."""
    action, verb = _find(request, pk)
    if action.started_at is not None:
        return go(request, _address(action))
    value = request.POST.get("value", "")
    try:
        shown = _shown(verb, value, _choices(verb))
        start(action=action, user_id=request.user.pk, value=value, shown=shown)
    except NotAllowed as error:
        return _show_forecast(request, action, verb, value=value, problem=str(error.sentence), status=422)
    except SellerCenterError as error:
        return _unasked(request, action, verb, error)
    tasks.wake_bulk_action(action.pk)  # where the queue is out, the sweep finds it
    return go(request, _address(action))


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def bulk_stop(request: StaffRequest, pk: int) -> HttpResponse:
    """What is not begun is left as it is."""
    action, _verb = _find(request, pk)
    stop(action=action, user_id=request.user.pk)
    return go(request, _address(action))


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def bulk_repeat(request: StaffRequest, pk: int) -> HttpResponse:
    """A new one for those that `which` names: `failed` or `stopped`; `undo` takes back what was done. It is
    shown first, as the first was."""
    action, verb = _find(request, pk)
    try:
        which = request.POST.get("which", "")
        if which == "undo":
            return go(request, _address(take_back(user_id=request.user.pk, action=action)))
        again = repeat(user_id=request.user.pk, action=action, states=AGAIN.get(which, ()))
    except (InvalidBatch, NotAllowed) as error:
        return _show_progress(request, action, verb, problem=str(error.sentence), status=422)
    return go(request, _address(again))


def _may(request: StaffRequest, verb: BulkVerb) -> bool:
    return request.user.has_perm(f"packages_ui.{verb.permission}")


def _find(request: StaffRequest, pk: int) -> tuple[BulkAction, BulkVerb]:
    """404 for another person's that was only shown; 403 without the permission of the single action."""
    action = get_object_or_404(BulkAction.objects.select_related("user"), pk=pk)
    if action.verb not in VERBS or (action.started_at is None and action.user_id != request.user.pk):
        raise Http404
    if not _may(request, verb := VERBS[action.verb]):
        raise PermissionDenied
    return action, verb


def _list(request: StaffRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    verbs = [verb.name for verb in VERBS.values() if _may(request, verb)]
    context = {"newest": newest(verbs=verbs), "problem": problem, "section": "packages"}
    return render(request, "packages/bulk_list.html", context, status=status)


def _show_forecast(
    request: StaffRequest,
    action: BulkAction,
    verb: BulkVerb,
    *,
    value: str,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    try:
        choices = _choices(verb)
    except SellerCenterError as error:
        return _unasked(request, action, verb, error)
    context: dict[str, Any] = {"choices": choices, "value": value, "problem": problem}
    try:
        shown = _shown(verb, value, choices)
    except NotAllowed as error:
        context["problem"] = problem or (str(error.sentence) if value else "")
        return _page(request, action, verb, context, status=422 if context["problem"] else status)
    found = forecast(action=action, value=value, shown=shown)
    refused = list(found.refused.items())
    context |= {"found": found, "shown": shown, "refused": refused[:MOST_SHOWN]}
    context["more"] = max(len(refused) - MOST_SHOWN, 0)
    return _page(request, action, verb, context, status=status)


def _unasked(
    request: StaffRequest, action: BulkAction, verb: BulkVerb, error: SellerCenterError
) -> HttpResponse:
    """Seller Center did not return what can be chosen."""
    return _page(request, action, verb, {"problem": str(error.sentence)}, status=status_of(error))


def _page(
    request: StaffRequest, action: BulkAction, verb: BulkVerb, context: dict[str, Any], *, status: int
) -> HttpResponse:
    label = str(verb.value.label) if verb.value else ""
    most = verb.value.most if verb.value else 0
    context |= {"action": action, "title": str(verb.title), "label": label, "most": most}
    return render(request, "packages/bulk_forecast.html", context | {"section": "packages"}, status=status)


def _show_progress(
    request: StaffRequest, action: BulkAction, verb: BulkVerb, *, problem: str = "", status: int = 200
) -> HttpResponse:
    found = progress(action)
    moves = action.ended_at is None
    seen = repr((found.waiting, found.done, moves, str(action.problem), get_language(), problem))
    version = sha256(seen.encode()).hexdigest()[:12]
    if request.htmx and request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {
        "action": action,
        "title": str(verb.title),
        "found": found,
        "left_out": [(package.number, package.sentence) for package in found.left_out],
        "moves": moves,
        "can_undo": bool(found.done and verb.undone_by),
        "version": version,
        "problem": problem,
        "section": "packages",
    }
    return respond(request, TEMPLATE, context, part="moving", status=status)


def _choices(verb: BulkVerb) -> Choices | None:
    """Raises a SellerCenterError."""
    return verb.value.choices() if verb.value and verb.value.choices else None


def _shown(verb: BulkVerb, value: str, choices: Choices | None) -> str:
    """How people read the value. Raises NotAllowed where it is none."""
    if verb.value is None:
        return ""
    if choices is not None:
        found = dict(choices).get(value, "")
    else:
        found = value if value.isprintable() and len(value) <= verb.value.most else ""
    if not found.strip():
        raise NotAllowed(words.NO_VALUE())
    return found[:200]


def _address(action: BulkAction) -> str:
    return reverse("packages_ui:bulk_action", args=[action.pk])


def _refused(request: StaffRequest, sentence: str, *, status: int) -> HttpResponse:
    """Over htmx the list is kept, selection included, and shows the sentence."""
    if not request.htmx:
        return _list(request, problem=sentence, status=status)
    response = HttpResponse(status=status)
    return trigger_client_event(reswap(response, "none"), "problem", {"sentence": sentence})
