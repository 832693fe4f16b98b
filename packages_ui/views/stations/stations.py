"""All stations as cards with the condition of their printers; for administrators all printers, and the
resolutions of shipping companies' labels. After signing in: where do you work?"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from packages_ui.forms.carrier_dpi import CarrierDpiForm
from packages_ui.models import Printer, Station
from packages_ui.services.printing import carrier_dpi as carriers_dpi
from packages_ui.services.printing.carrier_dpi import set_dpi
from packages_ui.services.printing.check_printer import watch
from packages_ui.views.http import StaffRequest, go, respond, safe_next
from packages_ui.views.stations.agents import Pairing, agent_rows
from packages_ui.views.stations.printer_status import PrinterWords, address_text, words_of
from packages_ui.views.stations.station import STATIONS, ScanResult, printers_of, rights, version_of
from packages_ui.views.stations.this_browser import only_packs, station_of


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def stations(request: StaffRequest) -> HttpResponse:
    """The page; `next` is where the person goes after choosing a station."""
    return show_stations(request)


@dataclass(frozen=True, slots=True, kw_only=True)
class StationCard:
    """One station; `mine`: this browser is assigned to it."""

    pk: int
    name: str
    mine: bool
    printers: tuple[PrinterWords, ...]


def show_stations(
    request: StaffRequest,
    *,
    proof: ScanResult | None = None,
    carrier_form: CarrierDpiForm | None = None,
    pairing: Pairing | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; over htmx the cards, or 204 where they have not changed."""
    context = cards(request)
    # or a printer where nobody packs would be "Not checked yet" for ever
    watch(station_ids=[card.pk for card in context["cards"]])
    if request.htmx and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    if not request.htmx:
        context |= {"proof": proof, "printers": _printers(context["cards"]) if context["may_manage"] else ()}
        if context["printers"]:
            context |= _carriers(carrier_form)
        if context["may_manage"]:
            context |= {"agents": agent_rows(), "pairing": pairing}
        context["any_printer"] = bool(context["cards"]) or Printer.objects.exists()
    return respond(request, "stations/stations.html", context, part="cards", status=status)


def cards(request: StaffRequest) -> dict[str, Any]:
    """The stations as they are now, and their `version`."""
    bound = station_of(request)
    found = tuple(_card(station, bound) for station in STATIONS.all())
    shown = {"cards": found, "next": safe_next(request), "version": version_of(found)}
    return {**shown, **rights(request)}


def _card(station: Station, bound: Station | None) -> StationCard:
    mine = bound is not None and bound.pk == station.pk
    return StationCard(pk=station.pk, name=station.name, mine=mine, printers=printers_of(station))


def _carriers(form: CarrierDpiForm | None) -> dict[str, Any]:
    """The resolutions of shipping companies' labels, and the form to add one."""
    return {
        "carrier_dpis": carriers_dpi.all_set(),
        "carriers": carriers_dpi.carriers(),
        "carrier_form": form or CarrierDpiForm(),
    }


def _printers(cards: tuple[StationCard, ...]) -> list[tuple[PrinterWords, str, str]]:
    """Each with its address and the names of the stations that print on it."""
    names: dict[int, list[str]] = defaultdict(list)
    for card in cards:
        for printer in card.printers:
            names[printer.pk].append(card.name)
    found = Printer.objects.select_related("proved_by", "agent")
    return [(words_of(printer), address_text(printer), ", ".join(names[printer.pk])) for printer in found]


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def station_choose(request: StaffRequest) -> HttpResponse:
    """The stations as large buttons, then on to `next`, else to the packages, or the desk of who packs;
    straight there where there is nothing to choose."""
    without = safe_next(request) or reverse("packages_ui:list")
    address = safe_next(request) or reverse("packages_ui:pack" if only_packs(request) else "packages_ui:list")
    context = {**cards(request), "next": address, "without": without}
    if station_of(request) or not context["cards"]:
        return redirect(address if context["cards"] else without)
    return render(request, "stations/choose.html", context)


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def carrier_dpi(request: StaffRequest) -> HttpResponse:
    """Save it; 422 with the errors beside the fields."""
    form = CarrierDpiForm(request.POST)
    if not form.is_valid():
        return show_stations(request, carrier_form=form, status=422)
    carrier, dpi = form.cleaned_data["carrier"], form.cleaned_data["dpi"]
    changed = set_dpi(carrier=carrier, dpi=dpi, user_id=request.user.pk)
    saved = _("{carrier}: labels are made for {dpi} dpi.") if dpi else _("{carrier}: as each label states.")
    done = "" if changed else _("(No change was needed.)")
    messages.success(request, f"{saved.format(carrier=carrier, dpi=dpi)} {done}".strip())
    return go(request, reverse("packages_ui:stations"))
