"""Labels of which nobody knows whether they came out: show them, and take a person's word or scan."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from packages_ui import tasks
from packages_ui.models import PrintJob
from packages_ui.services.head_cache import forget_head
from packages_ui.services.printing.answer import answer_unknown
from packages_ui.services.printing.scan import scanned_among
from packages_ui.services.printing.unknown import unknown_jobs
from packages_ui.views.batch_told import job_ids, labels
from packages_ui.views.scanned import scanned
from packages_ui.views.unknown_page import Place, show, show_place, with_event

BEFORE = "That was answered already, by a colleague or by the printer itself. Nothing was changed."
NO_ANSWER = "It was not said what became of the label. Nothing was changed; press one of the two buttons."
NO_MATCH = "None of the labels that are asked about bears “{scan}”. Nothing was changed."


@dataclass(frozen=True, kw_only=True)
class Said:
    """What came of an answer: `good` where something was written down."""

    sentence: str
    good: bool = True
    status: int = 200


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.view_packages", raise_exception=True)
def unknown(request: HttpRequest) -> HttpResponse:
    """GET: all of them, or those of `printer`. POST (whoever may print): `job` (repeated) and `came_out`, yes
    or no; or `scan`: the label in the hand has come out. `batch` or `station`: the page that asked."""
    if request.method == "GET":
        return show(request, Place.of(request))
    if not request.user.has_perm("packages_ui.print_labels"):
        raise PermissionDenied
    place = Place.of(request)
    said = _scanned(request, place) if "scan" in request.POST else _answered(request)
    forget_head()
    if getattr(request, "htmx", False):
        problem = "" if said.good else said.sentence
        response = show_place(request, place, problem=problem, status=said.status)
        return with_event(response, said.sentence, good=said.good)
    messages.add_message(request, messages.SUCCESS if said.good else messages.WARNING, said.sentence)
    return redirect(place.address)


def _answered(request: HttpRequest) -> Said:
    came_out = request.POST.get("came_out", "")
    if came_out not in ("yes", "no"):
        return Said(sentence=NO_ANSWER, good=False, status=422)
    jobs = PrintJob.objects.filter(pk__in=job_ids(request)).select_related("batch")
    return _write(request, list(jobs), came_out=came_out == "yes")


def _scanned(request: HttpRequest, place: Place) -> Said:
    texts = scanned(request.POST, "scan")
    job = scanned_among(unknown_jobs(place.printer, batch=place.batch), *texts)
    if job is None:
        return Said(sentence=NO_MATCH.format(scan=texts[0]), good=False, status=422)
    return _write(request, [job], came_out=True)


def _write(request: HttpRequest, jobs: Sequence[PrintJob], *, came_out: bool) -> Said:
    count = answer_unknown(jobs=jobs, came_out=came_out, user_id=request.user.pk or 0)
    if not count:
        return Said(sentence=BEFORE)
    if not came_out:
        tasks.wake_feeders()
    which = f"The label of package {jobs[0].package_number}" if len(jobs) == 1 else labels(count)
    return Said(sentence=f"{which}: {_what(count, came_out=came_out)}.")


def _what(count: int, *, came_out: bool) -> str:
    if count == 1:
        return "it came out" if came_out else "it did not come out, and is printed again"
    return "they came out" if came_out else "they did not come out, and are printed again"
