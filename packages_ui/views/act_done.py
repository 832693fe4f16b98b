"""The answer to an act that was carried out."""

from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.http import trigger_client_event

from packages_ui.models import Act
from packages_ui.services.act import Outcome
from packages_ui.services.errors import PackageGone
from packages_ui.services.reading import Reading, read
from packages_ui.services.rows import row
from packages_ui.views.list_rows import render_row
from packages_ui.views.package_page import package_context, print_form
from packages_ui.views.problem import FAILURES, finish


def show_done(request: HttpRequest, number: str, verb: Act.Verb, outcome: Outcome) -> HttpResponse:
    """A redirect to the package with a message; over htmx what has changed of the page that the person looks
    at, and the event `done`. After a split the dialog stays and shows the new packages."""
    reading, gone = _now(number, outcome)
    if not getattr(request, "htmx", False):
        messages.success(request, outcome.sentence)
        return redirect(reverse("packages_ui:list") if gone else _detail(number, outcome))
    response = HttpResponse(
        _result(request, number, verb, outcome) + _changed(request, number, reading, gone=gone)
    )
    done = {"sentence": outcome.sentence, "keep": verb is Act.Verb.SPLIT}
    return finish(trigger_client_event(response, "done", done))


def _now(number: str, outcome: Outcome) -> tuple[Reading | None, bool]:
    """The package as it is now, and whether there is none any more."""
    if outcome.reading:
        return outcome.reading, False
    try:
        return read(number=number), False
    except PackageGone:
        return None, True
    except FAILURES:
        return None, False


def _detail(number: str, outcome: Outcome) -> str:
    new = urlencode([("new", one) for one in outcome.new_packages])
    return reverse("packages_ui:detail", args=[number]) + (f"?{new}" if new else "")


def _result(request: HttpRequest, number: str, verb: Act.Verb, outcome: Outcome) -> str:
    if verb is not Act.Verb.SPLIT:
        return ""
    context = {"number": number, "sentence": outcome.sentence, "fragment": True}
    context |= print_form(request, outcome.new_packages)
    return render_to_string("packages/split.html#result", context, request)


def _changed(request: HttpRequest, number: str, reading: Reading | None, *, gone: bool) -> str:
    """Out-of-band parts of the page that the person looks at: the package's own, or its row in the list."""
    htmx = getattr(request, "htmx", None)
    path = urlsplit(htmx.current_url or "").path if htmx else ""
    if path == reverse("packages_ui:list"):
        if reading:
            return render_row(request, row(reading.package), items=len(reading.items))
        return f'<template><tr id="row-{number}" hx-swap-oob="delete"></tr></template>' if gone else ""
    if path != reverse("packages_ui:detail", args=[number]):
        return ""
    context = package_context(request, reading) if reading else {"number": number, "gone": gone}
    return render_to_string("packages/detail.html#package", {**context, "oob": True}, request)
