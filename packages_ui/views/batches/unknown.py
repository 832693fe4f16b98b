"""Unconfirmed labels: show them (on their own page, a batch's, or a station's), and take a person's answer or
scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from packages_ui import tasks
from packages_ui.models import LabelBatch, Printer, PrintJob, Station
from packages_ui.services.head import head
from packages_ui.services.marks.stops import refusals_of
from packages_ui.services.printing.answers import answer_unknown, held_labels, unknown_jobs, unknown_labels
from packages_ui.services.printing.match_scan import scanned_among
from packages_ui.services.printing.progress import batches_with_questions, forget_head
from packages_ui.views.batches import batch as batch_page
from packages_ui.views.batches.batch import job_ids
from packages_ui.views.http import StaffRequest, id_of, respond, scanned

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Place:
    """The page of the request: of a station, of a batch, or their own, of one printer or of all."""

    printer: Printer | None = None
    batch: LabelBatch | None = None
    station: Station | None = None

    @classmethod
    def of(cls, request: StaffRequest) -> "Place":
        """A row that does not exist counts as not named."""
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


def show_unknown(
    request: StaffRequest, place: Place, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page of all of them; over htmx its list."""
    context = {
        "unknown": unknown_labels(place.printer),
        "held": held_labels(place.printer),
        "printer": place.printer,
        "place_name": "printer" if place.printer else "",
        "asking": batches_with_questions(),
        "problem": problem,
        "may_print": request.user.has_perm("packages_ui.print_labels"),
        "to_answer": head().to_answer,
        "section": "labels",
    }
    return respond(request, "batches/unknown.html", context, part="list", status=status)


def show_place(request: StaffRequest, place: Place, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Over htmx: the current content of the page of the request."""
    if place.station:
        context = {
            "station": place.station,
            "unknown": unknown_labels(place.printer),
            "may_print": request.user.has_perm("packages_ui.print_labels"),
        }
        return render(request, "stations/_unknown.html", context, status=status)
    if place.batch:
        return batch_page.show_batch(request, batch_page.find_batch(place.batch.pk), status=status)
    return show_unknown(request, place, problem=problem, status=status)


def with_event(response: HttpResponse, sentence: str, *, good: bool) -> HttpResponse:
    """With the note about the result."""
    return trigger_client_event(response, "done" if good else "problem", {"sentence": sentence})


def _named(rows: QuerySet[M], number: str | None) -> M | None:
    return rows.filter(pk=id_of(number)).first()


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The result of an answer: `good` where it was saved."""

    sentence: str
    good: bool = True
    status: int = 200


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.view_packages", raise_exception=True)
def unknown(request: StaffRequest) -> HttpResponse:
    """GET: all of them, or those of `printer`. POST (with the permission to print): `job` (repeated) and
    `came_out`, yes or no; or `scan`: the scanned label was printed. `batch` or `station`: the page
    of the request."""
    if request.method == "GET":
        return show_unknown(request, Place.of(request))
    if not request.user.has_perm("packages_ui.print_labels"):
        raise PermissionDenied
    place = Place.of(request)
    result = _scanned(request, place) if "scan" in request.POST else _answered(request)
    forget_head()
    if request.htmx:
        problem = "" if result.good else result.sentence
        response = show_place(request, place, problem=problem, status=result.status)
        return with_event(response, result.sentence, good=result.good)
    messages.add_message(request, messages.SUCCESS if result.good else messages.WARNING, result.sentence)
    return redirect(place.address)


def _answered(request: StaffRequest) -> Answered:
    came_out = request.POST.get("came_out", "")
    if came_out not in ("yes", "no"):
        return Answered(
            sentence=_("Answer missing. Nothing was changed. Press one of the two buttons."),
            good=False,
            status=422,
        )
    jobs = PrintJob.objects.filter(pk__in=job_ids(request)).select_related("batch")
    return _write(request, list(jobs), came_out=came_out == "yes")


def _scanned(request: StaffRequest, place: Place) -> Answered:
    texts = scanned(request.POST, "scan")
    job = scanned_among(unknown_jobs(place.printer, batch=place.batch), *texts)
    if job is None:
        return Answered(
            sentence=_("“%(scan)s” is not on any of these labels. Nothing was changed.") % {"scan": texts[0]},
            good=False,
            status=422,
        )
    return _write(request, [job], came_out=True)


def _write(request: StaffRequest, jobs: Sequence[PrintJob], *, came_out: bool) -> Answered:
    count = answer_unknown(jobs=jobs, came_out=came_out, user_id=request.user.pk)
    if not count:
        return Answered(
            sentence=_("Already answered, by a colleague or by the printer. Nothing was changed.")
        )
    sentence = _answered_sentence(jobs, count, came_out=came_out)
    if came_out:
        return Answered(sentence=sentence)
    tasks.wake_feeders()
    stops = refusals_of(numbers=[job.package_number for job in jobs])
    if len(jobs) == len(stops) == 1:
        sentence = ""  # it is not printed again yet
    return Answered(sentence=" ".join(filter(None, [sentence, *map(str, stops.values())])))


def _answered_sentence(jobs: Sequence[PrintJob], count: int, *, came_out: bool) -> str:
    if len(jobs) == 1:
        number = {"number": jobs[0].package_number}
        if came_out:
            return _("Package %(number)s: label confirmed.") % number
        return _("Package %(number)s: the label is printed again.") % number
    if came_out:
        sentence = ngettext("%(count)s label confirmed.", "%(count)s labels confirmed.", count)
    else:
        sentence = ngettext("%(count)s label is printed again.", "%(count)s labels are printed again.", count)
    return sentence % {"count": count}
