"""The steps of every action's page: show the form, validate it, carry it out, show the result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from packages_ui.forms.act import ActForm, saw, seen_at
from packages_ui.seller_center.errors import Refused
from packages_ui.seller_center.types import Item, Package, PackageStatus
from packages_ui.services.errors import ChangedSince, PackageGone
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.rows import row
from packages_ui.services.packages.snapshot import Snapshot, read, recall, remember
from packages_ui.services.packages.update import may_take_back
from packages_ui.views.http import StaffRequest, Undo, report_done, respond
from packages_ui.views.packages.actions import ActPage, Target
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
STATUSES = {str(status.value): status for status in PackageStatus}


def action_view(page: ActPage[F]) -> Callable[..., HttpResponse]:
    """The view of an action. GET: the form. POST: the action."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @permission_required(f"packages_ui.{page.permission}", raise_exception=True)
    def view(request: StaffRequest, number: str, item: str = "") -> HttpResponse:
        status = STATUSES.get(request.GET.get("status", ""))
        target = Target(user_id=request.user.pk, number=number, item=item, status=status)
        visit = Visit(request, page, target)
        try:
            return visit.post() if request.method == "POST" else visit.get()
        except FAILURES as error:
            return show_problem(request, number, error)

    return view


@dataclass(frozen=True)
class Visit(Generic[F]):
    """One request for an action's page. What it raises cannot be shown in the form."""

    request: StaffRequest
    page: ActPage[F]
    target: Target

    def get(self) -> HttpResponse:
        snapshot = read(number=self.target.number)
        remember(snapshot)
        form = self.page.form(self.target, snapshot, None)
        return self._show(snapshot, form, blocked=self.page.blocked(self.target, snapshot))

    def post(self) -> HttpResponse:
        snapshot = as_seen(self.request.POST, self.target.number)
        form = self.page.form(self.target, snapshot, self.request.POST)
        step = self.request.POST.get("step", "")
        if step == "edit" or "add_part" in self.request.POST:
            form.errors.clear()
            return self._show(snapshot, form)
        if not form.is_valid():
            return self._show(snapshot, form, _invalid(form))
        if self.page.confirms and step == "ask":
            return self._show(snapshot, form, asking=True)
        return self._act(snapshot, form)

    def _act(self, snapshot: Snapshot, form: F) -> HttpResponse:
        try:
            result = self.page.act(self.target, form)
        except PackageGone:
            raise
        except ChangedSince as error:
            return self._show_changed(form, error)
        except FAILURES as error:
            return self._show(snapshot, form, _refused(form, error))
        return show_done(self.request, self.target.number, self.page, result)

    def _show_changed(self, form: F, error: ChangedSince) -> HttpResponse:
        """The form again, about the package as it is now, so that the person decides again."""
        now = read(number=self.target.number)
        remember(now)
        data = self.page.rebase(self.request.POST, form, now.package)
        fresh = self.page.form(self.target, now, data)
        fresh.errors.clear()
        return self._show(now, fresh, problem_of(error), blocked=self.page.blocked(self.target, now))

    def _show(self, snapshot: Snapshot, form: F, problem: Problem | None = None, **more: Any) -> HttpResponse:
        context = {
            "item": self.target.item,
            "only": self.target.status,
            "set_to": self.target.set_to,
            "form": form,
            "snapshot": snapshot,
            "package": snapshot.package,
            "number": self.target.number,
            "problem": problem,
            "action": self.request.get_full_path(),
            "section": "packages",
            **more,
        }
        status = problem.status if problem else 409 if more.get("blocked") else 200
        return retry_after(
            respond(self.request, self.page.template, context, part="form", status=status), problem
        )


def as_seen(data: QueryDict, number: str) -> Snapshot:
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
        return Snapshot(Package(number=number, updated_at=seen), tuple(Item(number=item) for item in named))


def _invalid(form: ActForm) -> Problem:
    texts = [*form.non_field_errors(), *form.errors.get("updated_at", ())]
    return Problem(status=422, sentence="", texts=tuple(map(str, texts)))


def _refused(form: ActForm, error: Failure) -> Problem:
    texts = form.take(error) if isinstance(error, Refused) else None
    return problem_of(error, texts)


def show_done(request: StaffRequest, number: str, page: ActPage[F], result: Result) -> HttpResponse:
    """A redirect to the package with a message; over htmx the changed parts of the person's page and the
    event `done`. After a split the dialog stays and shows the new packages."""
    snapshot, gone = _now(number, result)
    if not request.htmx:
        messages.success(request, str(result.sentence))
        return redirect(reverse("packages_ui:list") if gone else _detail(number, result))
    response = HttpResponse(
        _result(request, number, page, result) + _changed(request, number, snapshot, gone=gone)
    )
    undo = _undo(request, number, result, snapshot)
    return report_done(response, str(result.sentence), undo=undo, keep=page.makes_packages)


def _undo(request: StaffRequest, number: str, result: Result, now: Snapshot | None) -> Undo | None:
    """Of a new status, where the old one is a click away."""
    before = result.before.package.status
    if now is None or not may_take_back(before=before, now=now.package.status):
        return None
    if not request.user.has_perm("packages_ui.update_package"):
        return None
    href = f"{reverse('packages_ui:update', args=[number])}?status={before}"
    values = {"status": str(before), "initial-status": str(now.package.status), **saw(now.package)}
    return Undo(href=href, values=values, target="#dialog-body", swap="innerHTML")


def _now(number: str, result: Result) -> tuple[Snapshot | None, bool]:
    """The package as it is now, and whether there is none any more."""
    if result.snapshot:
        return result.snapshot, False
    try:
        return read(number=number), False
    except PackageGone:
        return None, True
    except FAILURES:
        return None, False


def _detail(number: str, result: Result) -> str:
    new = urlencode([("new", created) for created in result.new_packages])
    return reverse("packages_ui:detail", args=[number]) + (f"?{new}" if new else "")


def _result(request: StaffRequest, number: str, page: ActPage[F], result: Result) -> str:
    if not page.makes_packages:
        return ""
    context = {"number": number, "sentence": str(result.sentence), "fragment": True}
    context |= print_form(request, result.new_packages)
    return render_to_string(f"{page.template}#result", context, request)


def _changed(request: StaffRequest, number: str, snapshot: Snapshot | None, *, gone: bool) -> str:
    """Out-of-band parts of the person's page: the package's own, or its row in the list."""
    htmx = request.htmx
    path = urlsplit(htmx.current_url or "").path if htmx else ""
    if path == reverse("packages_ui:list"):
        if snapshot:
            return render_row(request, row(snapshot.package), items=len(snapshot.items))
        return f'<template><tr id="row-{number}" hx-swap-oob="delete"></tr></template>' if gone else ""
    if path != reverse("packages_ui:detail", args=[number]):
        return ""
    context = package_context(request, snapshot) if snapshot else {"number": number, "gone": gone}
    return render_to_string("packages/detail.html#package", {**context, "oob": True}, request)
