"""The batches of labels, newest first."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from packages_ui.services.batches.batch_list import list_batches


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def batches(request: HttpRequest) -> HttpResponse:
    """One's own batches, or with `?owner=everyone` all of them; over htmx only the table."""
    return show_batches(request)


def show_batches(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The list, with what went wrong above it."""
    everyone = request.GET.get("owner") == "everyone"
    found = list_batches(
        owner_id=None if everyone else request.user.pk,
        before=request.GET.get("before"),
        after=request.GET.get("after"),
    )
    template = "batches/batches.html#rows" if getattr(request, "htmx", False) else "batches/batches.html"
    context = {"batches": found, "everyone": everyone, "problem": problem, "section": "labels"}
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
