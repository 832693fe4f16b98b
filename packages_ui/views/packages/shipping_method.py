"""Change the shipping method of a package."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from packages_ui.forms.act import ShippingMethodForm, with_posted
from packages_ui.models import Act
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.shipping_method import (
    change_shipping_method,
    shipping_methods,
    shipping_methods_or_none,
)
from packages_ui.services.packages.snapshot import Reading
from packages_ui.views.http import StaffRequest
from packages_ui.views.packages.action_page import ActPage, answer


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.change_shipping_method", raise_exception=True)
def shipping_method(request: StaffRequest, number: str) -> HttpResponse:
    """`shipping_method` is a UUID; the page shows names."""
    return answer(request, number, PAGE)


def _form(_request: StaffRequest, reading: Reading, data: QueryDict | None) -> ShippingMethodForm:
    methods = shipping_methods() if data is None else with_posted(shipping_methods_or_none(), data)
    return ShippingMethodForm(data, package=reading.package, methods=methods)


def _act(user_id: int, number: str, form: ShippingMethodForm) -> Result:
    wanted = form.cleaned_data
    return change_shipping_method(
        user_id=user_id, number=number, seen=wanted["updated_at"], shipping_method=wanted["shipping_method"]
    )


PAGE = ActPage(
    verb=Act.Verb.CHANGE_SHIPPING_METHOD, template="packages/shipping_method.html", form=_form, act=_act
)
