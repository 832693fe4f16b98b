"""Our own marks on a package: hold and release, note, tags, assignment. They need no Seller Center."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, trigger_client_event

from packages_ui import tasks
from packages_ui.messages.message import Message
from packages_ui.models import PackageStop
from packages_ui.models.package_mark import MOST_OF_NOTE
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks.hold import hold, hold_of, release
from packages_ui.services.marks.own import Own, assignees, own_of
from packages_ui.services.marks.stops import Kind, sentence_of, what_to_do
from packages_ui.services.marks.write_on import WrittenMeanwhile, write_on
from packages_ui.views.http import StaffRequest, Undo, go, id_of, report_done, respond

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
    choices = assignees()
    if own.assigned and own.assigned not in dict(choices):  # who may not sign in any more
        choices.append((own.assigned, own.assignee))
    return context | {"typed": typed or _fields(own), "assignees": choices, "most_note": MOST_OF_NOTE}


def _fields(own: Own) -> dict[str, str]:
    """As its form sends them."""
    return {"note": own.note, "tags": ", ".join(own.tags), "assigned": own.assigned}


@require_POST
@permission_required("packages_ui.update_package", raise_exception=True)
def package_write_on(request: StaffRequest, number: str) -> HttpResponse:
    """`note`, `tags` with commas between them, `assigned`: what is not sent stays. `seen` is the version that
    the form showed."""
    if len(number) > MOST_OF_NUMBER:
        raise Http404
    before = _fields(own_of(number=number))
    typed = {name: request.POST.get(name, stands) for name, stands in before.items()}
    try:
        sentence = write_on(
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
        context = own_context(request, number)
        response = respond(request, OWN, context, part="form")
        return report_done(response, str(sentence), undo=_written_back(number, before, context["own"]))
    messages.success(request, str(sentence))
    return go(request, reverse("packages_ui:detail", args=[number]))


def _written_back(number: str, before: Mapping[str, str], now: Own) -> Undo | None:
    """What was changed, as it was; refused where somebody else has changed it since."""
    values = {name: text for name, text in before.items() if _fields(now)[name] != text}
    href = reverse("packages_ui:package_write_on", args=[number])
    return (
        Undo(href=href, values=values | {"seen": str(now.version)}, target="#own-marks") if values else None
    )


@require_POST
@permission_required("packages_ui.hold_package", raise_exception=True)
def package_hold(request: StaffRequest, number: str) -> HttpResponse:
    """`because`: why."""
    because = request.POST.get("because", "")
    act = partial(hold, number=number, because=because, user_id=request.user.pk)
    return _done(request, number, act, undo=partial(_released, number))


@require_POST
@permission_required("packages_ui.hold_package", raise_exception=True)
def package_release(request: StaffRequest, number: str) -> HttpResponse:
    """`stop`: the hold that the person saw."""
    stop_id = id_of(request.POST.get("stop"))
    act = partial(release, number=number, stop_id=stop_id or None, user_id=request.user.pk)
    held = hold_of(number=number)
    response = _done(request, number, act, undo=partial(_held_again, number, held.because if held else ""))
    tasks.wake_fetchers()
    tasks.wake_feeders()
    return response


def _released(number: str) -> Undo | None:
    """None where somebody else has released it meanwhile."""
    stop = hold_of(number=number)
    return _undo("package_release", number, stop=str(stop.pk)) if stop else None


def _held_again(number: str, because: str) -> Undo | None:
    return _undo("package_hold", number, because=because) if because else None


def _undo(name: str, number: str, **values: str) -> Undo:
    href = reverse(f"packages_ui:{name}", args=[number])
    return Undo(href=href, values=values, target="#package", swap="none")


def _done(
    request: StaffRequest, number: str, act: Callable[[], Message], *, undo: Callable[[], Undo | None]
) -> HttpResponse:
    """A redirect with a message; over htmx the events that show it and have the page read again."""
    if len(number) > MOST_OF_NUMBER:
        raise Http404
    try:
        sentence, is_done = str(act()), True
    except NotAllowed as error:
        sentence, is_done = str(error.sentence), False
    if not request.htmx:
        (messages.success if is_done else messages.error)(request, sentence)
        return go(request, reverse("packages_ui:detail", args=[number]))
    response = trigger_client_event(reswap(HttpResponse(status=200 if is_done else 409), "none"), "marked")
    if is_done:
        return report_done(response, sentence, undo=undo())
    return trigger_client_event(response, "problem", {"sentence": sentence})
