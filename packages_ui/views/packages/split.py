"""Split a package."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from packages_ui.forms.act import with_posted
from packages_ui.forms.split import SplitForm
from packages_ui.models import Act
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.shipping_method import shipping_methods_or_none
from packages_ui.services.packages.snapshot import Reading
from packages_ui.services.packages.split import split as carry_out
from packages_ui.views.http import StaffRequest
from packages_ui.views.packages.action_page import ActPage, answer


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.split_package", raise_exception=True)
def split(request: StaffRequest, number: str) -> HttpResponse:
    """SplitForm explains how the fields are named."""
    return answer(request, number, PAGE)


def _form(_request: StaffRequest, reading: Reading, data: QueryDict | None) -> SplitForm:
    methods = with_posted(shipping_methods_or_none(), data or QueryDict())
    return SplitForm(data, package=reading.package, items=reading.items, methods=methods)


def _act(user_id: int, number: str, form: SplitForm) -> Result:
    seen = form.cleaned_data["updated_at"]
    return carry_out(user_id=user_id, number=number, seen=seen, parts=form.parts())


PAGE = ActPage(verb=Act.Verb.SPLIT, template="packages/split.html", form=_form, act=_act, asks=True)
