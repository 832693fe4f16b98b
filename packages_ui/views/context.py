"""What the header of every page shows: the station and its printer, labels that need an answer, why none is
fetched; queried only where a page shows it. And the header on its own, for polling."""

from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from backoffice.compiled import Compiled
from packages_ui.messages.message import Message
from packages_ui.models import Station
from packages_ui.services.head import head
from packages_ui.services.printing.check_printer import watch
from packages_ui.services.printing.condition import condition_of, seen_at
from packages_ui.views.stations.this_browser import station_number, station_of

VERSION = "X-Head-Version"


def station(request: HttpRequest) -> dict[str, Any]:
    """`my_station`, `my_condition` (of its label printer), `my_trouble` (None when all is well), and
    `stations_exist`, each queried when used."""
    return {
        "my_station": SimpleLazyObject(lambda: station_of(request)),
        "my_condition": SimpleLazyObject(lambda: _condition(request)),
        "my_trouble": SimpleLazyObject(lambda: trouble_at(station_of(request))),
        "stations_exist": SimpleLazyObject(lambda: bool(ANY_STATION.rows())),
    }


def trouble_at(found: Station | None) -> Message | None:
    """`Zebra: out of paper`; None when all is well there, or at no station."""
    condition = condition_of(found.label_printer) if found else None
    return condition.of(found.label_printer.name) if found and condition and condition.bad else None


def _condition(request: HttpRequest) -> Any:
    found = station_of(request)
    return condition_of(found.label_printer) if found else None


def to_answer(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django gives it
    """`to_answer`, `fetch_pause` (why no label is fetched, while some wait) and `restored` (why none is
    printed), queried when used."""
    read = SimpleLazyObject(head)
    return {
        "to_answer": SimpleLazyObject(lambda: read.to_answer),
        "fetch_pause": SimpleLazyObject(lambda: read.fetch_pause),
        "restored": SimpleLazyObject(lambda: read.restored),
    }


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def here(request: HttpRequest) -> HttpResponse:
    """The condition of this station's printer, the number of labels that need an answer, why none is fetched
    or printed; 204 where the page has `seen` that."""
    number = station_number(request)
    if number:
        watch(station_ids=[number])
    printer = seen_at(station_id=number) if number else ()
    now = head()
    shown = (get_language(), printer, now.to_answer.count, now.fetch_pause, now.restored)
    version = sha256(repr(shown).encode()).hexdigest()[:12]
    is_seen = request.GET.get("seen") == version
    response = HttpResponse(status=204) if is_seen else render(request, "stations/_head.html")
    response[VERSION] = version
    return response


ANY_STATION = Compiled(lambda: Station.objects.order_by().values_list("pk")[:1])
