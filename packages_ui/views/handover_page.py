"""The page on which boxes are scanned into cages: what its views have in common."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from packages_ui.models import Handover
from packages_ui.services.handover.cages import closed_cages, last_boxes, open_cages
from packages_ui.services.handover.scan import ScannedBox
from packages_ui.views.http import id_of

MOST_KEYS = 9  # number keys; 0 chooses no cage


@dataclass(frozen=True, kw_only=True)
class Card:
    """An open cage. `key` is its number key, empty for the tenth and later ones."""

    pk: int
    carrier: str
    count: int
    key: str
    chosen: bool


def cage_asked(request: HttpRequest) -> Handover | None:
    """`cage`, open or closed meanwhile; None where none is chosen."""
    sent = request.POST if request.method == "POST" else request.GET
    return Handover.objects.filter(pk=id_of(sent.get("cage"))).first()


def show(
    request: HttpRequest,
    *,
    carrier: str,
    said: ScannedBox | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, or over htmx its moving part, with the cage of `carrier` chosen if that is open."""
    fragment = bool(getattr(request, "htmx", False))
    context = {**_moving(carrier), "said": said, "problem": problem, "fragment": fragment, "key": uuid4().hex}
    if not fragment:
        context["closed"] = closed_cages(before=request.GET.get("before"), after=request.GET.get("after"))
    return finish(
        render(request, f"handover/handover.html{'#moving' if fragment else ''}", context, status=status)
    )


def finish(response: HttpResponse) -> HttpResponse:
    """The headers of every answer about handovers."""
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-store"
    return response


def _moving(carrier: str) -> dict[str, Any]:
    cages = open_cages()
    chosen = next((cage for cage in cages if cage.carrier == carrier), None)
    cards = [_card(cage, place, chosen) for place, cage in enumerate(cages, start=1)]
    return {
        "cards": cards,
        "cage": next((card for card in cards if card.chosen), None),
        "boxes": last_boxes(cage=chosen) if chosen else [],
    }


def _card(cage: Handover, place: int, chosen: Handover | None) -> Card:
    return Card(
        pk=cage.pk,
        carrier=cage.carrier,
        count=vars(cage)["count"],
        key=str(place) if place <= MOST_KEYS else "",
        chosen=cage == chosen,
    )
