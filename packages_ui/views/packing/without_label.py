"""A lead packs a package without a label."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from packages_ui import tasks
from packages_ui.forms.without_label import WithoutLabelForm
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.without_label import REASONS, refusal_reason
from packages_ui.services.packing.without_label import pack_without_label as pack
from packages_ui.views.http import StaffRequest
from packages_ui.views.packing.desk import desk_of
from packages_ui.views.packing.missing import choose_station, to_desk

NOTHING_OPEN = gettext_lazy("No package is open here.")
RIGHTS = ("packages_ui.pack_packages", "packages_ui.pack_without_label")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(RIGHTS, raise_exception=True)
def pack_without_label(request: StaffRequest) -> HttpResponse:
    """GET asks for the reason; POST packs the open package `number` and redirects to the desk: 422 without a
    reason, 409 where a label may still print."""
    desk = desk_of(request)
    if desk is None:
        return choose_station(request)
    if request.method == "POST":
        return _act(request, desk)
    return _show_question(request, desk, WithoutLabelForm())


def _act(request: StaffRequest, desk: Desk) -> HttpResponse:
    form = WithoutLabelForm(request.POST)
    if not form.is_valid():
        return _show_question(request, desk, form, status=422)
    number = form.cleaned_data["number"]
    try:
        pack(desk=desk, number=number, because=form.reason)
    except NotAllowed as error:
        return _show_question(request, desk, form, problem=str(error.sentence), status=409)
    tasks.wake_status_changes()
    messages.success(request, gettext("Package %(number)s is packed without a label.") % {"number": number})
    return redirect("packages_ui:pack")


def _show_question(
    request: StaffRequest, desk: Desk, form: WithoutLabelForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    packing = current(desk)
    if packing is None:
        return to_desk(request, problem=problem or str(NOTHING_OPEN))
    context = {
        "packing": packing,
        "form": form,
        "reasons": REASONS.items(),
        "problem": problem or refusal_reason(packing),
        "chosen": form.data.get("because", ""),
        "other": form.data.get("other", ""),
        "section": "pack",
    }
    return render(request, "packing/without_label.html", context, status=status)
