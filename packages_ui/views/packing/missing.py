"""A unit is missing: four ways side by side; what the packer chose is done, and said what came of it."""

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
from django.views.decorators.http import require_http_methods

from packages_ui.forms.missing import MissingForm, texts_of
from packages_ui.models import Packing, RejectReason
from packages_ui.services.packages.snapshot import remember
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.missing import RIGHTS, Choices, at_hand, choices
from packages_ui.services.packing.missing_act import Wish, carry_out
from packages_ui.services.packing.missing_text import Way
from packages_ui.services.packing.shortage import shortage
from packages_ui.services.shelf import shelf
from packages_ui.views.http import StaffRequest, go, respond
from packages_ui.views.packages.problem import FAILURES, Problem, problem_of, retry_after
from packages_ui.views.packing.desk import desk_of

LOOK_FIRST = "Nothing was sent: no package is open at this desk, or something has to be acknowledged first."
LETTERS = "abcdefghjklmnoprstuvyz"  # on every keyboard, and none that looks like another
ANOTHER = "Nothing was sent: another package is open at this desk now."


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_missing(request: StaffRequest) -> HttpResponse:
    """GET shows the panel for the open package; POST acts, with `step=look` it only shows what each way would
    do with these units. Back to the desk where nothing is open."""
    desk = desk_of(request)
    if desk is None:
        return choose_station(request)
    packing = at_hand(desk)
    if packing is None:
        return to_desk(request, problem=LOOK_FIRST if request.method == "POST" else "")
    if request.method == "POST" and request.POST.get("step") != "look":
        return act(request, desk, packing)
    return show_missing(request, desk, packing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Other packages need the product too."""

    product: str
    words: str
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
    """What is chosen on the page already, and the reasons that it offers."""
    reasons = list(RejectReason.objects.values_list("text", flat=True))
    return {
        "reasons": reasons,
        "way": request.POST.get("way", ""),
        "reason": request.POST.get("reason", reasons[0] if reasons else ""),
        "own_reason": request.POST.get("own_reason", ""),
    }


def elsewhere(found: Choices, desk: Desk) -> list[Elsewhere]:
    """For each missing product that other packages need: how many do, and where to deal with them."""
    made = []
    for product in found.products:
        short = shortage(product=product, but=found.number, user_id=desk.user_id)
        if count := len(short.packages):
            words = f"{count} other package{'' if count == 1 else 's'}, {short.units} in all"
            query = urlencode({"product": product, "but": found.number})
            url = f"{reverse('packages_ui:pack_shortage')}?{query}"
            made.append(Elsewhere(product=product, words=words, url=url))
    return made


def lettered(rows: Sequence[Any]) -> list[tuple[str, Any]]:
    """Each row with the letter that ticks it; those beyond the letters have none."""
    return list(zip_longest(LETTERS[: len(rows)], rows, fillvalue=""))


def choose_station(request: StaffRequest) -> HttpResponse:
    """This browser stands nowhere."""
    return go(request, f"{reverse('packages_ui:stations')}?next={request.path}")


def to_desk(request: StaffRequest, *, problem: str = "") -> HttpResponse:
    """Back to the packing station."""
    if problem:
        messages.error(request, problem)
    return go(request, reverse("packages_ui:pack"))


def _remember(packing: Packing) -> None:
    """So that a refusal can say what has changed since."""
    reading = shelf.reading_of(number=packing.package_number)
    if reading is not None and reading.package.updated_at == packing.seen_at:
        remember(reading)


def act(request: StaffRequest, desk: Desk, packing: Packing) -> HttpResponse:
    """422 for what is not filled in, 409, 502 or 503 where it failed: the page again, with nothing lost."""
    if request.POST.get("number") != packing.package_number:
        return to_desk(request, problem=ANOTHER)
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
    wish = Wish(missing=missing, seen=form.seen, reason=form.cleaned_data["reason"])
    others = elsewhere(choices(packing=packing, missing=missing, rights=desk.rights), desk)
    try:
        sentence = carry_out(desk=desk, packing=packing, way=way, wish=wish)
    except FAILURES as error:
        now = current(desk)
        if now is None or now.pk != packing.pk:
            return to_desk(request, problem=str(error.sentence))
        return show_missing(request, desk, now, problem=problem_of(error))
    messages.success(request, sentence)
    if others and way is not Way.PARK:
        messages.warning(request, _hint(others))
    return to_desk(request)


def _hint(others: list[Elsewhere]) -> str:
    links = format_html_join(
        " ", '<a href="{}">{}: {}.</a>', ((one.url, one.product, one.words) for one in others)
    )
    return format_html("Other packages need what is missing too. {}", links)
