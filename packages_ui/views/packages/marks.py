"""Our own marks on a package: hold and release, note, tags, assignment. They need no Seller Center."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.messages.message import Message
from packages_ui.models import PackageStop
from packages_ui.models.package_mark import MOST_OF_NOTE
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks.hold import hold, release
from packages_ui.services.marks.own import assignees, own_of
from packages_ui.services.marks.stops import Kind, sentence_of, what_to_do
from packages_ui.services.marks.write_on import WrittenMeanwhile, write_on
from packages_ui.views.http import StaffRequest, go, id_of, respond

MOST_OF_NUMBER = 64
OWN = "packages/own_marks.html"


def marks_context(request: StaffRequest, number: str, stop: PackageStop | None) -> dict[str, Any]:
    """What the package's page shows of them."""
    context = own_context(request, number) | {"may_hold": request.user.has_perm("packages_ui.hold_package")}
    if stop is None:
        return context
    return context | {
        "stop": stop,
        "stop_sentence": sentence_of(stop),
        "stop_next": "" if stop.kind == Kind.HOLD else what_to_do(stop.kind),
        "stop_is_hold": stop.kind == Kind.HOLD,
    }


def own_context(request: StaffRequest, number: str, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Of `own_marks.html`. `typed`: what the person sent, where it was not saved."""
    own = own_of(number=number)
    may_write = request.user.has_perm("packages_ui.update_package")
    context = {"number": number, "own": own, "may_write": may_write, "section": "packages"}
    if not may_write:
        return context
    stands = {"note": own.note, "tags": ", ".join(own.tags), "assigned": own.assigned}
    choices = assignees()
    if own.assigned and own.assigned not in dict(choices):  # who may not sign in any more
        choices.append((own.assigned, own.assignee))
    return context | {"typed": typed or stands, "assignees": choices, "most_note": MOST_OF_NOTE}


@require_POST
@permission_required("packages_ui.update_package", raise_exception=True)
def package_write_on(request: StaffRequest, number: str) -> HttpResponse:
    """`note`, `tags` with commas between them, `assigned`, and `seen`, the version that the form showed."""
    if len(number) > MOST_OF_NUMBER:
        raise Http404
    typed = {name: request.POST.get(name, "") for name in ("note", "tags", "assigned")}
    try:
        said = write_on(
            number=number,
            note=typed["note"],
            tags=typed["tags"].split(","),
            assigned=typed["assigned"],
            seen=id_of(request.POST.get("seen")),
            user_id=request.user.pk,
        )
    except NotAllowed as error:
        context = own_context(request, number, typed) | {"own_problem": error.sentence}
        status = 409 if isinstance(error, WrittenMeanwhile) else 422
        return respond(request, OWN, context, part="form", status=status)
    if request.htmx:
        return respond(request, OWN, own_context(request, number) | {"own_saved": said}, part="form")
    messages.success(request, str(said))
    return go(request, reverse("packages_ui:detail", args=[number]))


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
