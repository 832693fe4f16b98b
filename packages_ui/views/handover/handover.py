"""The page on which boxes are scanned for handover, and removed again."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from packages_ui.messages.handover import carrier_shown
from packages_ui.models import Handover, HandoverBox
from packages_ui.services.handover.expected import still_here
from packages_ui.services.handover.handovers import (
    closed_handovers,
    last_boxes,
    open_handovers,
    remove,
)
from packages_ui.services.handover.scan import ScannedBox, scan
from packages_ui.views.http import StaffRequest, Undo, id_of, report_done, respond
from packages_ui.views.stations.this_browser import station_of

MOST_KEYS = 9  # number keys; 0 chooses no carrier
MOST_OF_KEY = 64
MOST_TEXTS = 4
REMOVED = gettext_lazy("%(number)s is removed. Take the box away too.")
TOO_LATE = gettext_lazy(
    "Nothing was changed: the handover to %(carrier)s is closed and %(number)s stays on its list."
)


@require_GET
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover(request: StaffRequest) -> HttpResponse:
    """The page, with the handover `handover` of the request chosen; over htmx its moving part."""
    chosen = chosen_handover(request)
    return show(request, carrier=chosen.carrier if chosen else "")


@dataclass(frozen=True, kw_only=True)
class Card:
    """An open handover, or with pk 0 a company without one whose packages wait. `key` is its number key,
    empty for the tenth and later ones. `expected`: so many boxes, with those that were not scanned."""

    pk: int
    carrier: str
    count: int
    expected: int
    key: str
    chosen: bool


def chosen_handover(request: StaffRequest) -> Handover | None:
    """`handover` of the request, open or closed meanwhile; None where none is chosen."""
    sent = request.POST if request.method == "POST" else request.GET
    return Handover.objects.filter(pk=id_of(sent.get("handover"))).first()


def show(
    request: StaffRequest,
    *,
    carrier: str,
    scanned: ScannedBox | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, or over htmx its moving part, with the handover to `carrier` chosen if it is open."""
    context = {**_moving(carrier), "result": scanned, "problem": problem, "key": uuid4().hex}
    if not request.htmx:
        context["closed"] = closed_handovers(before=request.GET.get("before"), after=request.GET.get("after"))
    return respond(request, "handover/handover.html", context, part="moving", status=status)


def _moving(carrier: str) -> dict[str, Any]:
    handovers = open_handovers()
    chosen = next((each for each in handovers if each.carrier == carrier), None)
    here = still_here()
    cards = [_card(each, place, chosen, here) for place, each in enumerate(handovers, start=1)]
    return {
        "cards": cards,
        "others": [
            Card(pk=0, carrier=str(carrier_shown(name)), count=0, expected=here[name], key="", chosen=False)
            for name in sorted(here.keys() - {each.carrier for each in handovers})
        ],
        "chosen": next((card for card in cards if card.chosen), None),
        "boxes": last_boxes(handover=chosen) if chosen else [],
    }


def _card(handover: Handover, place: int, chosen: Handover | None, here: dict[str, int]) -> Card:
    count = vars(handover)["count"]
    return Card(
        pk=handover.pk,
        carrier=handover.carrier_shown,
        count=count,
        expected=count + here.get(handover.carrier, 0),
        key=str(place) if place <= MOST_KEYS else "",
        chosen=handover == chosen,
    )


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_scan(request: StaffRequest) -> HttpResponse:
    """`text`, once for each reading of the scan, the `handover` that is chosen, and the page's `key` for the
    scan. 200 for every result: the page itself blocks where that is needed."""
    chosen, key = chosen_handover(request), request.POST.get("key", "")
    scanned = scan(
        texts=request.POST.getlist("text")[:MOST_TEXTS],
        station=station_of(request),
        user_id=request.user.pk,
        carrier=chosen.carrier if chosen else "",
        key=key if key.isalnum() and len(key) <= MOST_OF_KEY else "",
    )
    return show(request, carrier=scanned.carrier, scanned=scanned)


def _put_back(box: HandoverBox) -> Undo:
    values = {"text": box.package_number, "handover": str(box.handover_id), "key": uuid4().hex}
    return Undo(href=reverse("packages_ui:handover_scan"), values=values, target="#moving")


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Over htmx the moving part and a toast; else back to the page. 404 where it was removed already."""
    box = get_object_or_404(HandoverBox.objects.select_related("handover"), pk=pk)
    good = remove(box=box, user_id=request.user.pk)
    names = {"number": box.package_number, "carrier": box.handover.carrier_shown}
    sentence = str(REMOVED if good else TOO_LATE) % names
    if request.htmx:
        response = show(request, carrier=box.handover.carrier)
        if not good:
            return trigger_client_event(response, "problem", {"sentence": sentence})
        return report_done(response, sentence, undo=_put_back(box))
    messages.add_message(request, messages.SUCCESS if good else messages.WARNING, sentence)
    return redirect(f"{reverse('packages_ui:handover')}?handover={box.handover_id}")
