"""The batches of labels, newest first."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from packages_ui.services.batches.batch_list import list_batches
from packages_ui.views.http import StaffRequest, respond


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def batches(request: StaffRequest) -> HttpResponse:
    """One's own batches, or with `?owner=everyone` all of them; over htmx only the table."""
    return show_batches(request)


def show_batches(request: StaffRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The list, with what went wrong above it."""
    everyone = request.GET.get("owner") == "everyone"
    found = list_batches(
        owner_id=None if everyone else request.user.pk,
        before=request.GET.get("before"),
        after=request.GET.get("after"),
    )
    context = {"batches": found, "everyone": everyone, "problem": problem, "section": "labels"}
    return respond(request, "batches/batches.html", context, part="rows", status=status)
