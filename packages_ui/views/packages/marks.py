"""Our own marks on a package: hold and release. They need no Seller Center."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.messages.message import Message
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks.hold import hold, release
from packages_ui.services.marks.stops import Kind, sentence_of, stop_of, what_to_do
from packages_ui.views.http import StaffRequest, go, id_of

MOST_OF_NUMBER = 64


def marks_context(request: StaffRequest, number: str) -> dict[str, Any]:
    """What the package's page shows of them."""
    stop = stop_of(number=number)
    context: dict[str, Any] = {"may_hold": request.user.has_perm("packages_ui.hold_package")}
    if stop is None:
        return context
    return context | {
        "stop": stop,
        "stop_sentence": sentence_of(stop),
        "stop_next": "" if stop.kind == Kind.HOLD else what_to_do(stop.kind),
        "stop_is_hold": stop.kind == Kind.HOLD,
    }


@require_POST
@permission_required("packages_ui.hold_package", raise_exception=True)
def package_hold(request: StaffRequest, number: str) -> HttpResponse:
    """`because`: why."""
    because = request.POST.get("because", "")
    return _done(request, number, partial(hold, number=number, because=because, user_id=request.user.pk))


@require_POST
@permission_required("packages_ui.hold_package", raise_exception=True)
def package_release(request: StaffRequest, number: str) -> HttpResponse:
    """`stop`: the hold that the person saw."""
    stop_id = id_of(request.POST.get("stop"))
    act = partial(release, number=number, stop_id=stop_id or None, user_id=request.user.pk)
    response = _done(request, number, act)
    tasks.wake_fetchers()
    tasks.wake_feeders()
    return response


def _done(request: StaffRequest, number: str, act: Callable[[], Message]) -> HttpResponse:
    if len(number) > MOST_OF_NUMBER:
        raise Http404
    try:
        messages.success(request, str(act()))
    except NotAllowed as error:
        messages.error(request, str(error.sentence))
    return go(request, reverse("packages_ui:detail", args=[number]))
