"""All stations as cards, and for administrators all printers."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from packages_ui.forms.carrier_dpi import CarrierDpiForm
from packages_ui.models import Printer, Station
from packages_ui.services.printing import carrier_dpi
from packages_ui.views.go import safe_next
from packages_ui.views.printer_words import PrinterWords, words_of
from packages_ui.views.station_cookie import station_of
from packages_ui.views.station_page import STATIONS, ProofWords, finish, printers_of, rights, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StationCard:
    """One desk; `mine`: this browser stands there."""

    pk: int
    name: str
    mine: bool
    printers: tuple[PrinterWords, ...]


def show_stations(
    request: HttpRequest,
    *,
    proof: ProofWords | None = None,
    carrier_form: CarrierDpiForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; over htmx the cards, or 204 where they have not changed since the page asked."""
    fragment = bool(getattr(request, "htmx", False))
    context = cards(request)
    if fragment and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    if not fragment:
        context |= {"proof": proof, "printers": _printers(context["cards"]) if context["may_manage"] else ()}
        if context["printers"]:
            context |= _carriers(carrier_form)
        context["any_printer"] = bool(context["cards"]) or Printer.objects.exists()
    template = f"stations/stations.html{'#cards' if fragment else ''}"
    return finish(render(request, template, context, status=status))


def cards(request: HttpRequest) -> dict[str, Any]:
    """The stations as they are now, and their `version`."""
    bound = station_of(request)
    found = tuple(_card(station, bound) for station in STATIONS.all())
    shown = {"cards": found, "next": safe_next(request), "version": version_of(found)}
    return {**shown, **rights(request)}


def _card(station: Station, bound: Station | None) -> StationCard:
    mine = bound is not None and bound.pk == station.pk
    return StationCard(pk=station.pk, name=station.name, mine=mine, printers=printers_of(station))


def _carriers(form: CarrierDpiForm | None) -> dict[str, Any]:
    """What is said of shipping companies' labels, and the form to say more."""
    return {
        "carrier_dpis": carrier_dpi.said(),
        "carriers": carrier_dpi.carriers(),
        "carrier_form": form or CarrierDpiForm(),
    }


def _printers(cards: tuple[StationCard, ...]) -> list[tuple[PrinterWords, str, str]]:
    """Each with its address and the names of the stations that print on it."""
    names: dict[int, list[str]] = defaultdict(list)
    for card in cards:
        for printer in card.printers:
            names[printer.pk].append(card.name)
    found = Printer.objects.select_related("proved_by")
    return [(words_of(printer), printer.address, ", ".join(names[printer.pk])) for printer in found]
