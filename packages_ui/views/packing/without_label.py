"""A lead packs a package without a label, or without the invoice that it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from packages_ui import tasks
from packages_ui.forms.without_label import WithoutLabelForm
from packages_ui.messages.message import Message
from packages_ui.models import Packing
from packages_ui.services.errors import NotAllowed
from packages_ui.services.invoices import needed
from packages_ui.services.packing import without_label as services
from packages_ui.services.packing.desk import Desk, current
from packages_ui.views.http import StaffRequest
from packages_ui.views.packing.desk import desk_of
from packages_ui.views.packing.missing import choose_station, to_desk

NOTHING_OPEN = gettext_lazy("No package is open here.")
MAY_PACK = "packages_ui.pack_packages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """What is packed without: how it is done, why it cannot be, the reasons to choose from, the message
    afterwards. `is_packed`: then its new status is to be sent."""

    act: Callable[..., None]
    refusal: Callable[[Packing, Desk], Message]
    reasons: Mapping[str, Message]
    done: Promise | str
    template: str
    is_packed: bool


LABEL = Without(
    act=services.pack_without_label,
    refusal=lambda packing, _desk: services.refusal_reason(packing),
    reasons=services.REASONS,
    done=gettext_lazy("Package %(number)s is packed without a label."),
    template="packing/without_label.html",
    is_packed=True,
)
INVOICE = Without(
    act=services.pack_without_invoice,
    refusal=lambda packing, desk: services.invoice_refusal(packing, desk.station),
    reasons=needed.REASONS,
    done=gettext_lazy("Package %(number)s needs no invoice now. Scan its label."),
    template="packing/without_invoice.html",
    is_packed=False,
)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required((MAY_PACK, "packages_ui.pack_without_label"), raise_exception=True)
def pack_without_label(request: StaffRequest) -> HttpResponse:
    """GET shows the form for the reason; POST packs the open package `number` and redirects to the desk: 422
    without a reason, 409 where a label may still print."""
    return _without(request, LABEL)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required((MAY_PACK, "packages_ui.pack_without_invoice"), raise_exception=True)
def pack_without_invoice(request: StaffRequest) -> HttpResponse:
    """The same for its invoice, after which packing goes on: 409 where nothing waits for one."""
    return _without(request, INVOICE)


def _without(request: StaffRequest, what: Without) -> HttpResponse:
    desk = desk_of(request)
    if desk is None:
        return choose_station(request)
    if request.method == "POST":
        return _act(request, desk, what)
    return _show_question(request, desk, what, WithoutLabelForm())


def _act(request: StaffRequest, desk: Desk, what: Without) -> HttpResponse:
    form = WithoutLabelForm(request.POST)
    if not form.is_valid():
        return _show_question(request, desk, what, form, status=422)
    number = form.cleaned_data["number"]
    try:
        what.act(desk=desk, number=number, because=form.reason)
    except NotAllowed as error:
        return _show_question(request, desk, what, form, problem=str(error.sentence), status=409)
    if what.is_packed:
        tasks.wake_status_changes()
    messages.success(request, str(what.done) % {"number": number})
    return redirect("packages_ui:pack")


def _show_question(
    request: StaffRequest,
    desk: Desk,
    what: Without,
    form: WithoutLabelForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    packing = current(desk)
    if packing is None:
        return to_desk(request, problem=problem or str(NOTHING_OPEN))
    context = {
        "number": packing.package_number,
        "form": form,
        "reasons": what.reasons.items(),
        "problem": problem or what.refusal(packing, desk),
        "chosen": form.data.get("because", ""),
        "other": form.data.get("other", ""),
        "section": "pack",
    }
    return render(request, what.template, context, status=status)
