"""Boxes go into the driver's cage: the page on which they are scanned, and taken out again."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from packages_ui.models import Handover, HandoverBox
from packages_ui.services.handover.cages import closed_cages, last_boxes, open_cages, remove
from packages_ui.services.handover.scan import ScannedBox, scan
from packages_ui.views.http import StaffRequest, id_of, respond
from packages_ui.views.stations.this_browser import station_of

MOST_KEYS = 9  # number keys; 0 chooses no cage
MOST_OF_KEY = 64
MOST_TEXTS = 4
OUT = "{} is no longer counted. Take it out of the cage too."
TOO_LATE = "The cage of {} was closed meanwhile: {} stays on its list. Nothing was changed."


@require_GET
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover(request: StaffRequest) -> HttpResponse:
    """The page, with `cage` chosen; over htmx its moving part."""
    cage = cage_asked(request)
    return show(request, carrier=cage.carrier if cage else "")


@dataclass(frozen=True, kw_only=True)
class Card:
    """An open cage. `key` is its number key, empty for the tenth and later ones."""

    pk: int
    carrier: str
    count: int
    key: str
    chosen: bool


def cage_asked(request: StaffRequest) -> Handover | None:
    """`cage`, open or closed meanwhile; None where none is chosen."""
    sent = request.POST if request.method == "POST" else request.GET
    return Handover.objects.filter(pk=id_of(sent.get("cage"))).first()


def show(
    request: StaffRequest,
    *,
    carrier: str,
    said: ScannedBox | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, or over htmx its moving part, with the cage of `carrier` chosen if that is open."""
    context = {**_moving(carrier), "said": said, "problem": problem, "key": uuid4().hex}
    if not request.htmx:
        context["closed"] = closed_cages(before=request.GET.get("before"), after=request.GET.get("after"))
    return respond(request, "handover/handover.html", context, part="moving", status=status)


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


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_scan(request: StaffRequest) -> HttpResponse:
    """`text`, once for each way to read the scan, the `cage` that is chosen, and the page's own `key` for the
    scan. What came of it is shown with 200 whatever it is: the page blocks where that is needed."""
    cage, key = cage_asked(request), request.POST.get("key", "")
    said = scan(
        texts=request.POST.getlist("text")[:MOST_TEXTS],
        station=station_of(request),
        user_id=request.user.pk,
        carrier=cage.carrier if cage else "",
        key=key if key.isalnum() and len(key) <= MOST_OF_KEY else "",
    )
    return show(request, carrier=said.carrier, said=said)


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Over htmx the moving part and a note; else back to the page. 404 where it was taken out already."""
    box = get_object_or_404(HandoverBox.objects.select_related("handover"), pk=pk)
    good = remove(box=box, user_id=request.user.pk)
    number, carrier = box.package_number, box.handover.carrier
    sentence = OUT.format(number) if good else TOO_LATE.format(carrier, number)
    if request.htmx:
        response = show(request, carrier=carrier)
        return trigger_client_event(response, "done" if good else "problem", {"sentence": sentence})
    messages.add_message(request, messages.SUCCESS if good else messages.WARNING, sentence)
    return redirect(f"{reverse('packages_ui:handover')}?cage={box.handover_id}")
