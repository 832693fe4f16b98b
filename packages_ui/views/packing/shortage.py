"""All other packages that need a missing product, dealt with together."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from packages_ui.forms.missing import ShortageForm, texts_of
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.missing import NO_PERMISSION, RIGHTS
from packages_ui.services.packing.missing_text import Way
from packages_ui.services.packing.shortage import WAYS, Shortage, Swept, shortage, sweep_shortage
from packages_ui.views.http import StaffRequest
from packages_ui.views.packages.problem import Problem, problem_of
from packages_ui.views.packing.desk import desk_of
from packages_ui.views.packing.missing import choose_station, chosen, lettered, show

MOST_OF_PRODUCT = 200


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_shortage(request: StaffRequest) -> HttpResponse:
    """`product`, and `but`: the package that is left out. GET shows which packages need it; POST acts on
    `packages`, one after another, and shows the result of each."""
    desk = desk_of(request)
    if desk is None:
        return choose_station(request)
    return _act(request, desk) if request.method == "POST" else _show(request, desk)


def _act(request: StaffRequest, desk: Desk) -> HttpResponse:
    form = ShortageForm(request.POST)
    if not form.is_valid():
        return _show(request, desk, problem=Problem(status=422, sentence="", texts=texts_of(form)))
    way, wanted = Way(form.cleaned_data["way"]), form.cleaned_data["packages"]
    if RIGHTS[way] not in desk.rights:
        raise PermissionDenied
    reason, product = form.cleaned_data["reason"], _requested(request)[0]
    try:
        swept = sweep_shortage(product=product, numbers=wanted, act=way, reason=reason, user_id=desk.user_id)
    except NotAllowed as error:
        return _show(request, desk, problem=problem_of(error))
    return _show(request, desk, swept=swept)


def _requested(request: StaffRequest) -> tuple[str, str]:
    """The product, and the package that is left out."""
    data = request.POST if request.method == "POST" else request.GET
    product, but = (data.get(name, "").replace("\0", "") for name in ("product", "but"))
    return product[:MOST_OF_PRODUCT], but[:64]


def _show(
    request: StaffRequest, desk: Desk, *, problem: Problem | None = None, swept: tuple[Swept, ...] = ()
) -> HttpResponse:
    product, but = _requested(request)
    found = shortage(product=product, but=but, user_id=desk.user_id)
    context = {
        "shortage": found,
        "rows": lettered(found.packages),
        "ticked": _ticked(request, found, swept),
        "but": but,
        "ways": [(way, "" if RIGHTS[way] in desk.rights else NO_PERMISSION) for way in WAYS],
        "swept": swept,
        "done": sum(result.done for result in swept),
        "part": "panel",
        **chosen(request),
    }
    return show(request, "packing/shortage.html", context, problem)


def _ticked(request: StaffRequest, found: Shortage, swept: tuple[Swept, ...]) -> set[str]:
    """At first all that are free; after a mistake those ticked before; after the action those that failed."""
    if swept:
        return {result.number for result in swept if not result.done}
    if request.method == "POST":
        return set(request.POST.getlist("packages"))
    return {package.number for package in found.packages if not package.who}
