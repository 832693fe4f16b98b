"""Reject items of a package."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from packages_ui.forms.act import RejectForm
from packages_ui.models import Act, RejectReason
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.reject import reject as carry_out
from packages_ui.services.packages.snapshot import Reading
from packages_ui.views.http import StaffRequest
from packages_ui.views.packages.action_page import ActPage, answer


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.reject_package", raise_exception=True)
def reject(request: StaffRequest, number: str) -> HttpResponse:
    """`items` (repeated) and `reason`; with `step=ask` the page first says what will happen."""
    return answer(request, number, PAGE)


def _form(_request: StaffRequest, reading: Reading, data: QueryDict | None) -> RejectForm:
    reasons = list(RejectReason.objects.values_list("text", flat=True))
    return RejectForm(data, package=reading.package, items=reading.items, reasons=reasons)


def _act(user_id: int, number: str, form: RejectForm) -> Result:
    wanted = form.cleaned_data
    items, reason = tuple(wanted["items"]), wanted["reason"]
    return carry_out(user_id=user_id, number=number, seen=wanted["updated_at"], items=items, reason=reason)


PAGE = ActPage(verb=Act.Verb.REJECT, template="packages/reject.html", form=_form, act=_act, asks=True)
