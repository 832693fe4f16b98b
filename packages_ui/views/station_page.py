"""The page of one station: its printers as they are, what waits for them, and the field that proves them."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from packages_ui.models import Station
from packages_ui.services.printing.unknown import unknown_labels
from packages_ui.services.printing.waiting import waiting
from packages_ui.views.printer_words import PrinterWords, words_of
from packages_ui.views.station_cookie import station_of

STATIONS = Station.objects.select_related("label_printer__proved_by", "document_printer__proved_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofWords:
    """What came of a scanned code. `code` is kept where it was wrong; `offer` is the printer that could
    become the station's, by its id and name."""

    sentence: str
    tone: str
    code: str = ""
    offer: tuple[int, str] | None = None
    choose: bool = False


def show_station(
    request: HttpRequest, station: Station, *, proof: ProofWords | None = None, status: int = 200
) -> HttpResponse:
    """The whole page; over htmx its moving part, or 204 where that has not moved since the page asked."""
    fragment = bool(getattr(request, "htmx", False))
    context = {**moving(request, station), **rights(request), "proof": proof, "fragment": fragment}
    if fragment and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    template = f"stations/station.html{'#moving' if fragment else ''}"
    return finish(render(request, template, context, status=status))


def moving(request: HttpRequest, station: Station) -> dict[str, Any]:
    """What changes by itself, as flat values, and their `version`."""
    printers = printers_of(station)
    batches = waiting(printer=station.label_printer)
    unknown = unknown_labels(station.label_printer)
    bound = station_of(request)
    mine = bound is not None and bound.pk == station.pk
    return {
        "station": station,
        "printers": printers,
        "batches": batches,
        "unknown": unknown,
        "mine": mine,
        "version": version_of(station.name, mine, printers, batches, unknown),
    }


def printers_of(station: Station) -> tuple[PrinterWords, ...]:
    """Labels first; a printer for both stands there once."""
    labels, documents = station.label_printer, station.document_printer
    if documents is None:
        return (words_of(labels, role="Labels"),)
    if documents.pk == labels.pk:
        return (words_of(labels, role="Labels and documents"),)
    return words_of(labels, role="Labels"), words_of(documents, role="Documents")


def rights(request: HttpRequest) -> dict[str, bool]:
    """Who may press what."""
    prints = request.user.has_perm("packages_ui.print_labels")
    manages = request.user.has_perm("packages_ui.manage_stations")
    return {"may_print": prints, "may_manage": manages, "may_test": prints or manages}


def version_of(*shown: object) -> str:
    """Another one whenever anything of it reads otherwise."""
    return sha256(repr(shown).encode()).hexdigest()[:12]


def finish(response: HttpResponse) -> HttpResponse:
    """The headers of every answer about stations: it differs over htmx and is true only now."""
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-store"
    return response
