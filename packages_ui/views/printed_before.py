"""Some of the labels are on paper already: which, and what the person wants now."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import reswap, retarget

from packages_ui.models import PrintJob
from packages_ui.services.errors import AlreadyPrinted, Before

MOST_SHOWN = 20
OWN_FIELDS = ("csrfmiddlewaretoken", "only_new", "because", "step")
State = PrintJob.State
WORDS = {
    State.PRINTED.label: "Printed",
    State.UNKNOWN.label: "Nobody knows whether it came out",
    State.SENDING.label: "Handed over",
    State.SENT.label: "Handed over",
}


@dataclass(frozen=True, slots=True)
class BeforeRow:
    """One label that is on paper, or on its way there."""

    number: str
    word: str
    when: str
    where: str
    who: str
    batch_id: int


def ask_again(request: HttpRequest, error: AlreadyPrinted, **fields: str) -> HttpResponse:
    """409 with the question: in the dialog over htmx, else a page. The `fields` come along in it; where there
    are none, all that was sent."""
    fragment = bool(getattr(request, "htmx", False))
    unsaid = request.POST.get("step") == "again"
    context = {
        "error": error,
        "rows": [_row(before) for before in error.before[:MOST_SHOWN]],
        "more": max(len(error.before) - MOST_SHOWN, 0),
        "others": error.total - len(error.before),
        "fields": list(fields.items()) or _fields(request),
        "reasons": PrintJob.Reason.choices,
        "unsaid": unsaid,
        "back": _back(request),
        "fragment": fragment,
        "section": "labels",
    }
    template = f"labels/printed_before.html{'#question' if fragment else ''}"
    response = render(request, template, context, status=422 if unsaid else 409)
    patch_vary_headers(response, ["HX-Request"])
    return retarget(reswap(response, "innerHTML"), "#dialog-body") if fragment else response


def _row(before: Before) -> BeforeRow:
    local = timezone.localtime(before.when)
    today = local.date() == timezone.localdate()
    when = local.strftime("today %H:%M" if today else "%d.%m.%Y %H:%M")
    word = WORDS.get(before.word, "On its way")
    return BeforeRow(before.number, word, when, before.where, before.who, before.batch_id)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of all that was sent, in its order."""
    sent = ((name, values) for name, values in request.POST.lists() if name not in OWN_FIELDS)
    return [(name, str(value)) for name, values in sent for value in values]


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is here."""
    came_from = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if here else reverse("packages_ui:list")
