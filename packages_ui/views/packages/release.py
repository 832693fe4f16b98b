"""Release the stock reservation of one item."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from packages_ui.forms.act import ReleaseForm, saw
from packages_ui.messages.message import Message
from packages_ui.messages.packages import NOT_RESERVED
from packages_ui.models import Act
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.release import release as carry_out
from packages_ui.services.packages.snapshot import Reading
from packages_ui.views.http import StaffRequest
from packages_ui.views.packages.action_page import ActPage, answer


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.release_reservation", raise_exception=True)
def release(request: StaffRequest, number: str, item: str) -> HttpResponse:
    """GET asks once; POST releases."""

    def act(user_id: int, number: str, form: ReleaseForm) -> Result:
        return carry_out(user_id=user_id, number=number, seen=form.cleaned_data["updated_at"], item=item)

    def why_not(reading: Reading) -> Message | str:
        held = any(one.has_reservation for one in reading.items_of((item,)))
        return "" if held else NOT_RESERVED(item=item)

    page = ActPage(
        verb=Act.Verb.RELEASE, template="packages/release.html", form=_form, act=act, why_not=why_not
    )
    return answer(request, number, page, item=item)


def _form(_request: StaffRequest, reading: Reading, data: QueryDict | None) -> ReleaseForm:
    return ReleaseForm(data, initial=saw(reading.package))
