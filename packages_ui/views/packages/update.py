"""Update a package: one click to the next status, or the whole form."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from packages_ui.forms.act import saw
from packages_ui.forms.update import UpdateForm, as_text, values_of
from packages_ui.models import Act
from packages_ui.seller_center.types import Package, PackageStatus
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.snapshot import Reading
from packages_ui.services.packages.update import update as carry_out
from packages_ui.views.http import StaffRequest
from packages_ui.views.packages.action_page import ActPage, answer


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.update_package", raise_exception=True)
def update(request: StaffRequest, number: str) -> HttpResponse:
    """`?status=4` in the address is the one-click action to that status: only the fields it needs."""
    only = _only(request)
    set_to = _("Set to {status}").format(status=status_name(only)) if only else ""
    return answer(request, number, PAGE, only=only, set_to=set_to)


def _only(request: StaffRequest) -> PackageStatus | None:
    asked = request.GET.get("status", "")
    known = {str(status.value): status for status in PackageStatus}
    return known.get(asked)


def _form(request: StaffRequest, reading: Reading, data: QueryDict | None) -> UpdateForm:
    return UpdateForm(data, package=reading.package, only=_only(request))


def _act(user_id: int, number: str, form: UpdateForm) -> Result:
    seen = form.cleaned_data["updated_at"]
    return carry_out(user_id=user_id, number=number, seen=seen, changes=form.changes())


def _rebase(data: QueryDict, form: UpdateForm, now: Package) -> QueryDict:
    """The package as it is now, with the person's changes applied."""
    fresh = QueryDict(mutable=True)
    for name, value in values_of(now).items():
        fresh[f"initial-{name}"] = as_text(value)
        fresh[name] = str(data[name]) if name in form.changed else as_text(value)
    fresh.update(saw(now))
    return fresh


PAGE = ActPage(verb=Act.Verb.UPDATE, template="packages/update.html", form=_form, act=_act, rebase=_rebase)
