"""The steps of every action's page: show the form, validate it, carry it out, show the result."""

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
from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.seller_center.errors import Refused
from packages_ui.seller_center.types import Item, Package
from packages_ui.services.errors import ChangedSince, PackageGone
from packages_ui.services.packages.action import Result
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
    """The posted data, for the package as it is now."""
    data = data.copy()
    data["updated_at"] = saw(now)["updated_at"]
    return data


@dataclass(frozen=True, kw_only=True)
class ActPage(Generic[F]):
    """One action's page. `form` makes the form for a snapshot, unbound or with the posted data. `act` carries
    it out. `rebase` applies the posted data to a package that has changed meanwhile. `why_not` adds to
    `allowed.why_not`. `asks`: posted with `step=ask` the page shows what will happen; `step=edit` leads
    back from there."""

    verb: Act.Verb
    template: str
    form: Callable[[StaffRequest, Reading, QueryDict | None], F]
    act: Callable[[int, str, F], Result]
    rebase: Callable[[QueryDict, F, Package], QueryDict] = with_new_sight
    why_not: Callable[[Reading], Message | str] = lambda _reading: ""
    asks: bool = False

    def blocked(self, reading: Reading) -> str:
        """Why the action is not possible now; empty where it is."""
        return str(why_not(self.verb, reading) or self.why_not(reading))


def answer(request: StaffRequest, number: str, page: ActPage[F], **context: Any) -> HttpResponse:
    """GET: the form. POST: the action."""
    visit = Visit(request, number, page, context)
    try:
        return visit.post() if request.method == "POST" else visit.get()
    except FAILURES as error:
        return show_problem(request, number, error)


@dataclass(frozen=True)
class Visit(Generic[F]):
    """One request for an action's page. What it raises cannot be shown in the form."""

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
            result = self.page.act(self.request.user.pk, self.number, form)
        except PackageGone:
            raise
        except ChangedSince as error:
            return self._show_changed(form, error)
        except FAILURES as error:
            return self._show(reading, form, _refused(form, error))
        return show_done(self.request, self.number, self.page.verb, result)

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
    """What the person saw. Where it is no longer kept and Seller Center cannot be reached, what the form
    itself holds, so that nothing typed is lost. Raises PackageGone."""
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


def show_done(request: StaffRequest, number: str, verb: Act.Verb, result: Result) -> HttpResponse:
    """A redirect to the package with a message; over htmx the changed parts of the person's page and the
    event `done`. After a split the dialog stays and shows the new packages."""
    reading, gone = _now(number, result)
    if not request.htmx:
        messages.success(request, str(result.sentence))
        return redirect(reverse("packages_ui:list") if gone else _detail(number, result))
    response = HttpResponse(
        _result(request, number, verb, result) + _changed(request, number, reading, gone=gone)
    )
    done = {"sentence": str(result.sentence), "keep": verb is Act.Verb.SPLIT}
    return trigger_client_event(response, "done", done)


def _now(number: str, result: Result) -> tuple[Reading | None, bool]:
    """The package as it is now, and whether there is none any more."""
    if result.reading:
        return result.reading, False
    try:
        return read(number=number), False
    except PackageGone:
        return None, True
    except FAILURES:
        return None, False


def _detail(number: str, result: Result) -> str:
    new = urlencode([("new", one) for one in result.new_packages])
    return reverse("packages_ui:detail", args=[number]) + (f"?{new}" if new else "")


def _result(request: StaffRequest, number: str, verb: Act.Verb, result: Result) -> str:
    if verb is not Act.Verb.SPLIT:
        return ""
    context = {"number": number, "sentence": str(result.sentence), "fragment": True}
    context |= print_form(request, result.new_packages)
    return render_to_string("packages/split.html#result", context, request)


def _changed(request: StaffRequest, number: str, reading: Reading | None, *, gone: bool) -> str:
    """Out-of-band parts of the person's page: the package's own, or its row in the list."""
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
