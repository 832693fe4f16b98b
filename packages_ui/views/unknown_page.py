"""Where the questions about unknown labels are shown: on their own page, a batch's, or a station's."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_htmx.http import trigger_client_event

from packages_ui.models import LabelBatch, Printer, Station
from packages_ui.services.head import head
from packages_ui.services.printing.to_answer import asking_batches
from packages_ui.services.printing.unknown import held_labels, unknown_labels
from packages_ui.views import batch_page
from packages_ui.views.http import id_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Place:
    """The page that asked: of a station, of a batch, or their own, of one printer or of all."""

    printer: Printer | None = None
    batch: LabelBatch | None = None
    station: Station | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Place":
        """What is not there (any more) counts as not named."""
        sent = request.POST if request.method == "POST" else request.GET
        station = _named(Station.objects.select_related("label_printer"), sent.get("station"))
        batch = _named(LabelBatch.objects.all(), sent.get("batch"))
        printer = _named(Printer.objects.all(), sent.get("printer"))
        return cls(printer=station.label_printer if station else printer, batch=batch, station=station)

    @property
    def address(self) -> str:
        if self.station:
            return reverse("packages_ui:station", args=[self.station.pk])
        if self.batch:
            return reverse("packages_ui:batch", args=[self.batch.pk])
        query = f"?printer={self.printer.pk}" if self.printer else ""
        return reverse("packages_ui:unknown") + query


def show(request: HttpRequest, place: Place, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of all of them; over htmx its list."""
    fragment = bool(getattr(request, "htmx", False))
    context = {
        "unknown": unknown_labels(place.printer),
        "held": held_labels(place.printer),
        "printer": place.printer,
        "place_name": "printer" if place.printer else "",
        "asking": asking_batches(),
        "problem": problem,
        "may_print": request.user.has_perm("packages_ui.print_labels"),
        "to_answer": head().to_answer,
        "fragment": fragment,
        "section": "labels",
    }
    template = f"labels/unknown.html{'#list' if fragment else ''}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-store"
    return response


def show_place(request: HttpRequest, place: Place, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Over htmx: what the page that asked shows now."""
    if place.station:
        context = {
            "station": place.station,
            "unknown": unknown_labels(place.printer),
            "may_print": request.user.has_perm("packages_ui.print_labels"),
        }
        return render(request, "stations/_unknown.html", context, status=status)
    if place.batch:
        return batch_page.show(request, batch_page.find(place.batch.pk), status=status)
    return show(request, place, problem=problem, status=status)


def with_event(response: HttpResponse, sentence: str, *, good: bool) -> HttpResponse:
    """The note that says what came of it."""
    return trigger_client_event(response, "done" if good else "problem", {"sentence": sentence})


def _named(rows: QuerySet[M], number: str | None) -> M | None:
    return rows.filter(pk=id_of(number)).first()
