"""Missing items: four ways side by side; the chosen one is carried out and its result shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from packages_ui.forms.missing import MissingForm, texts_of
from packages_ui.models import Packing, RejectReason
from packages_ui.models.choice import reason_label
from packages_ui.services.packages.snapshot import remember_shown
from packages_ui.services.packages.stored_snapshot import snapshot_of
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.missing import RIGHTS, Choices, choices, open_packing
from packages_ui.services.packing.missing_act import MissingRequest, carry_out
from packages_ui.services.packing.missing_text import Way
from packages_ui.services.packing.shortage import shortage
from packages_ui.views.http import StaffRequest, go, respond
from packages_ui.views.packages.problem import FAILURES, Problem, problem_of, retry_after
from packages_ui.views.packing.desk import desk_of

NOT_NOW = gettext_lazy("Nothing was sent: no package is open here, or an error has to be acknowledged first.")
LETTERS = "abcdefghjklmnoprstuvyz"  # on every keyboard, and not easily confused
ANOTHER = gettext_lazy("Nothing was sent: another package is open here now.")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_missing(request: StaffRequest) -> HttpResponse:
    """GET shows the panel for the open package; POST acts, or with `step=look` only shows what each way would
    do with these units. Redirects to the desk where nothing is open."""
    desk = desk_of(request)
    if desk is None:
        return choose_station(request)
    packing = open_packing(desk)
    if packing is None:
        return to_desk(request, problem=str(NOT_NOW) if request.method == "POST" else "")
    if request.method == "POST" and request.POST.get("step") != "look":
        return act(request, desk, packing)
    return show_missing(request, desk, packing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Other packages that need the product too: `text` names it and gives their number."""

    text: str
    url: str


def show_missing(
    request: StaffRequest, desk: Desk, packing: Packing, *, problem: Problem | None = None
) -> HttpResponse:
    """The page; over htmx its panel, or for `step=look` the ways alone."""
    data = request.POST
    missing = data.getlist("missing") if "number" in data else None
    found = choices(packing=packing, missing=missing, rights=desk.rights)
    _remember(packing)
    context = {
        "choices": found,
        "units": lettered(found.units),
        "updated_at": packing.seen_at.isoformat() if packing.seen_at else "",
        "elsewhere": elsewhere(found, desk),
        "part": "ways" if data.get("step") == "look" else "panel",
        **chosen(request),
    }
    return show(request, "packing/missing.html", context, problem)


def show(
    request: StaffRequest, template: str, context: dict[str, Any], problem: Problem | None
) -> HttpResponse:
    """The whole page; over htmx the part of it that `part` names."""
    context = {**context, "problem": problem, "section": "pack"}
    status = problem.status if problem else 200
    return retry_after(respond(request, template, context, part=context["part"], status=status), problem)


def chosen(request: StaffRequest) -> dict[str, Any]:
    """What is already chosen on the page, and the reasons it offers."""
    reasons = list(RejectReason.objects.values_list("text", flat=True))
    return {
        "reasons": [(text, reason_label(text)) for text in reasons],
        "way": request.POST.get("way", ""),
        "reason": request.POST.get("reason", reasons[0] if reasons else ""),
        "own_reason": request.POST.get("own_reason", ""),
    }


def elsewhere(found: Choices, desk: Desk) -> list[Elsewhere]:
    """For each missing product that other packages need: how many, and the page for them."""
    made = []
    for product in found.products:
        short = shortage(product=product, but=found.number, user_id=desk.user_id)
        if count := len(short.packages):
            query = urlencode({"product": product, "but": found.number})
            url = f"{reverse('packages_ui:pack_shortage')}?{query}"
            made.append(Elsewhere(text=_needed_by(product, count, short.units), url=url))
    return made


def _needed_by(product: str, count: int, units: int) -> str:
    text = ngettext(
        "%(product)s: %(count)d other package (%(units)d in all)",
        "%(product)s: %(count)d other packages (%(units)d in all)",
        count,
    )
    return text % {"product": product, "count": count, "units": units}


def lettered(rows: Sequence[Any]) -> list[tuple[str, Any]]:
    """Each row with the letter key that ticks it; rows beyond the letters have none."""
    return list(zip_longest(LETTERS[: len(rows)], rows, fillvalue=""))


def choose_station(request: StaffRequest) -> HttpResponse:
    """This browser has no station."""
    return go(request, f"{reverse('packages_ui:stations')}?next={request.path}")


def to_desk(request: StaffRequest, *, problem: str = "") -> HttpResponse:
    """Back to the packing page."""
    if problem:
        messages.error(request, problem)
    return go(request, reverse("packages_ui:pack"))


def _remember(packing: Packing) -> None:
    """Remember the snapshot, so that a refusal can name what has changed since."""
    snapshot = snapshot_of(number=packing.package_number)
    if snapshot is not None and snapshot.package.updated_at == packing.seen_at:
        remember_shown(snapshot)


def act(request: StaffRequest, desk: Desk, packing: Packing) -> HttpResponse:
    """422 for an incomplete form, 409, 502 or 503 for a failure: the page again, as it was filled in."""
    if request.POST.get("number") != packing.package_number:
        return to_desk(request, problem=str(ANOTHER))
    numbers = list(packing.units.values_list("number", flat=True))
    form = MissingForm(request.POST, numbers=numbers)
    if not form.is_valid():
        problem = Problem(status=422, sentence="", texts=texts_of(form))
        return show_missing(request, desk, packing, problem=problem)
    way = Way(form.cleaned_data["way"])
    if way in RIGHTS and RIGHTS[way] not in desk.rights:
        raise PermissionDenied
    return _act(request, desk, packing, way, form)


def _act(request: StaffRequest, desk: Desk, packing: Packing, way: Way, form: MissingForm) -> HttpResponse:
    missing = tuple(form.cleaned_data["missing"])
    wanted = MissingRequest(missing=missing, seen=form.seen, reason=form.cleaned_data["reason"])
    others = elsewhere(choices(packing=packing, missing=missing, rights=desk.rights), desk)
    try:
        sentence = carry_out(desk=desk, packing=packing, way=way, request=wanted)
    except FAILURES as error:
        now = current(desk)
        if now is None or now.pk != packing.pk:
            return to_desk(request, problem=str(error.sentence))
        return show_missing(request, desk, now, problem=problem_of(error))
    messages.success(request, str(sentence))
    if others and way is not Way.PARK:
        messages.warning(request, _hint(others))
    return to_desk(request)


def _hint(others: list[Elsewhere]) -> str:
    links = format_html_join(" ", '<a href="{}">{}</a>', ((other.url, other.text) for other in others))
    return format_html("{} {}", gettext("Other packages need the missing items too:"), links)
