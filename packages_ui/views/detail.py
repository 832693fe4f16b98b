"""One package."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from packages_ui.services.reading import read, remember
from packages_ui.views.package_page import package_context, print_form
from packages_ui.views.problem import FAILURES, finish, show_problem

MOST_NEW = 9


@require_safe
@permission_required("packages_ui.view_packages", raise_exception=True)
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The page; over htmx its core. `new` (repeated): packages that a split has just made of it."""
    try:
        reading = read(number=number)
    except FAILURES as error:
        return show_problem(request, number, error)
    remember(reading)
    context = package_context(request, reading)
    if new := request.GET.getlist("new")[:MOST_NEW]:
        context["new"] = print_form(request, new)
    template = f"packages/detail.html{'#package' if getattr(request, 'htmx', False) else ''}"
    return finish(render(request, template, context))
