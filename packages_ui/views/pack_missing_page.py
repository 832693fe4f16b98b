"""What the views about missing units show, and where they lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from packages_ui.models import Packing, RejectReason
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.missing import Choices, choices
from packages_ui.services.packing.shortage import shortage
from packages_ui.services.reading import remember
from packages_ui.services.shelf import shelf
from packages_ui.views.problem import Problem, finish

LETTERS = "abcdefghjklmnoprstuvyz"  # on every keyboard, and none that looks like another


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Other packages need the product too."""

    product: str
    words: str
    url: str


def show_missing(
    request: HttpRequest, desk: Desk, packing: Packing, *, problem: Problem | None = None
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
        "fragment": "ways" if data.get("step") == "look" else "panel",
        **chosen(request),
    }
    return show(request, "pack/missing.html", context, problem)


def show(
    request: HttpRequest, template: str, context: dict[str, Any], problem: Problem | None
) -> HttpResponse:
    """The whole page; over htmx the part of it that `fragment` names."""
    is_part = bool(getattr(request, "htmx", False))
    part = f"#{context['fragment']}" if is_part else ""
    context = {**context, "problem": problem, "section": "pack"}
    status = problem.status if problem else 200
    return finish(render(request, f"{template}{part}", context, status=status), problem)


def chosen(request: HttpRequest) -> dict[str, Any]:
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


def choose_station(request: HttpRequest) -> HttpResponse:
    """This browser stands nowhere."""
    return _lead(request, f"{reverse('packages_ui:stations')}?next={request.path}")


def to_desk(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    """Back to the packing station."""
    if problem:
        messages.error(request, problem)
    return _lead(request, reverse("packages_ui:pack"))


def _lead(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


def _remember(packing: Packing) -> None:
    """So that a refusal can say what has changed since."""
    reading = shelf.reading_of(number=packing.package_number)
    if reading is not None and reading.package.updated_at == packing.seen_at:
        remember(reading)
