"""The walk that the page of every act takes: show the form, check it, carry it out, say what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.http import trigger_client_event

from packages_ui.forms.act import ActForm, saw, seen_at
from packages_ui.models import Act
from packages_ui.seller_center.errors import Refused
from packages_ui.seller_center.types import Item, Package
from packages_ui.services.errors import ChangedSince, PackageGone
from packages_ui.services.packages.action import Outcome
from packages_ui.services.packages.allowed import why_not
from packages_ui.services.packages.rows import row
from packages_ui.services.packages.snapshot import Reading, read, recall, remember
from packages_ui.views.http import StaffRequest, respond
from packages_ui.views.packages.detail import package_context, print_form
from packages_ui.views.packages.list_rows import render_row
from packages_ui.views.packages.problem import (
    FAILURES,
    Failure,
    Problem,
    problem_of,
    retry_after,
    show_problem,
)

F = TypeVar("F", bound=ActForm)


def with_new_sight(data: QueryDict, form: ActForm, now: Package) -> QueryDict:  # noqa: ARG001 - UpdateForm's needs it
    """What was typed, about the package as it is now."""
    data = data.copy()
    data["updated_at"] = saw(now)["updated_at"]
    return data


@dataclass(frozen=True, kw_only=True)
class ActPage(Generic[F]):
    """One act's page. `form` makes the form about a reading, unbound or with what was posted. `act` carries
    it out. `rebase` turns what was posted to a package that has changed meanwhile. `why_not` adds to
    `allowed.why_not`. `asks`: sent with `step=ask` the form answers with what will happen; `step=edit` leads
    back from there."""

    verb: Act.Verb
    template: str
    form: Callable[[StaffRequest, Reading, QueryDict | None], F]
    act: Callable[[int, str, F], Outcome]
    rebase: Callable[[QueryDict, F, Package], QueryDict] = with_new_sight
    why_not: Callable[[Reading], str] = lambda _reading: ""
    asks: bool = False

    def blocked(self, reading: Reading) -> str:
        """Why the act is not possible now; empty when it is."""
        return why_not(self.verb, reading) or self.why_not(reading)


def answer(request: StaffRequest, number: str, page: ActPage[F], **context: Any) -> HttpResponse:
    """GET: the form. POST: the act."""
    visit = Visit(request, number, page, context)
    try:
        return visit.post() if request.method == "POST" else visit.get()
    except FAILURES as error:
        return show_problem(request, number, error)


@dataclass(frozen=True)
class Visit(Generic[F]):
    """One request for the page of an act. What it raises cannot be shown within the form."""

    request: StaffRequest
    number: str
    page: ActPage[F]
    context: dict[str, Any] = field(default_factory=dict)

    def get(self) -> HttpResponse:
        reading = read(number=self.number)
        remember(reading)
        form = self.page.form(self.request, reading, None)
        return self._show(reading, form, blocked=self.page.blocked(reading))

    def post(self) -> HttpResponse:
        reading = as_seen(self.request.POST, self.number)
        form = self.page.form(self.request, reading, self.request.POST)
        step = self.request.POST.get("step", "")
        if step == "edit" or "add_part" in self.request.POST:
            form.errors.clear()
            return self._show(reading, form)
        if not form.is_valid():
            return self._show(reading, form, _invalid(form))
        if self.page.asks and step == "ask":
            return self._show(reading, form, asking=True)
        return self._act(reading, form)

    def _act(self, reading: Reading, form: F) -> HttpResponse:
        try:
            outcome = self.page.act(self.request.user.pk, self.number, form)
        except PackageGone:
            raise
        except ChangedSince as error:
            return self._show_changed(form, error)
        except FAILURES as error:
            return self._show(reading, form, _refused(form, error))
        return show_done(self.request, self.number, self.page.verb, outcome)

    def _show_changed(self, form: F, error: ChangedSince) -> HttpResponse:
        """The form again, about the package as it is now, so that the person decides again."""
        now = read(number=self.number)
        remember(now)
        data = self.page.rebase(self.request.POST, form, now.package)
        fresh = self.page.form(self.request, now, data)
        fresh.errors.clear()
        return self._show(now, fresh, problem_of(error), blocked=self.page.blocked(now))

    def _show(self, reading: Reading, form: F, problem: Problem | None = None, **more: Any) -> HttpResponse:
        context = {
            **self.context,
            "form": form,
            "reading": reading,
            "package": reading.package,
            "number": self.number,
            "problem": problem,
            "action": self.request.get_full_path(),
            "section": "packages",
            **more,
        }
        status = problem.status if problem else 409 if more.get("blocked") else 200
        return retry_after(
            respond(self.request, self.page.template, context, part="form", status=status), problem
        )


def as_seen(data: QueryDict, number: str) -> Reading:
    """What the person saw. Where that is forgotten and Seller Center cannot be asked, as much as the form
    itself tells, so that nothing typed is lost. Raises PackageGone."""
    try:
        seen = seen_at(data.get("updated_at", ""))
    except ValueError:
        seen = None
    if known := recall(number=number, seen=seen):
        return known
    try:
        return read(number=number)
    except PackageGone:
        raise
    except FAILURES:
        parts = [key.removeprefix("part-") for key in data if key.startswith("part-")]
        named = dict.fromkeys([*data.getlist("items"), *parts])
        return Reading(Package(number=number, updated_at=seen), tuple(Item(number=one) for one in named))


def _invalid(form: ActForm) -> Problem:
    texts = [*form.non_field_errors(), *form.errors.get("updated_at", ())]
    return Problem(status=422, sentence="", texts=tuple(map(str, texts)))


def _refused(form: ActForm, error: Failure) -> Problem:
    texts = form.take(error) if isinstance(error, Refused) else None
    return problem_of(error, texts)


def show_done(request: StaffRequest, number: str, verb: Act.Verb, outcome: Outcome) -> HttpResponse:
    """A redirect to the package with a message; over htmx what has changed of the page that the person looks
    at, and the event `done`. After a split the dialog stays and shows the new packages."""
    reading, gone = _now(number, outcome)
    if not request.htmx:
        messages.success(request, outcome.sentence)
        return redirect(reverse("packages_ui:list") if gone else _detail(number, outcome))
    response = HttpResponse(
        _result(request, number, verb, outcome) + _changed(request, number, reading, gone=gone)
    )
    done = {"sentence": outcome.sentence, "keep": verb is Act.Verb.SPLIT}
    return trigger_client_event(response, "done", done)


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


def _result(request: StaffRequest, number: str, verb: Act.Verb, outcome: Outcome) -> str:
    if verb is not Act.Verb.SPLIT:
        return ""
    context = {"number": number, "sentence": outcome.sentence, "fragment": True}
    context |= print_form(request, outcome.new_packages)
    return render_to_string("packages/split.html#result", context, request)


def _changed(request: StaffRequest, number: str, reading: Reading | None, *, gone: bool) -> str:
    """Out-of-band parts of the page that the person looks at: the package's own, or its row in the list."""
    htmx = request.htmx
    path = urlsplit(htmx.current_url or "").path if htmx else ""
    if path == reverse("packages_ui:list"):
        if reading:
            return render_row(request, row(reading.package), items=len(reading.items))
        return f'<template><tr id="row-{number}" hx-swap-oob="delete"></tr></template>' if gone else ""
    if path != reverse("packages_ui:detail", args=[number]):
        return ""
    context = package_context(request, reading) if reading else {"number": number, "gone": gone}
    return render_to_string("packages/detail.html#package", {**context, "oob": True}, request)
