"""The list of batches of labels, newest first; and a new one: make it of the chosen packages and wake the
workers. Where some are printed already: which, and what to do."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, trigger_client_event

from packages_ui import tasks
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.batches.batch_create import create
from packages_ui.services.batches.batch_list import list_batches
from packages_ui.services.errors import AlreadyPrinted, Before, InvalidBatch
from packages_ui.views.batches.batch import queue_out
from packages_ui.views.batches.print_request import print_request_of
from packages_ui.views.http import StaffRequest, go, respond, show_in_dialog, status_of

MOST_SHOWN = 20
OWN_FIELDS = ("csrfmiddlewaretoken", "only_new", "because", "step")
State = PrintJob.State
WORDS = {
    State.PRINTED: gettext_lazy("Printed"),
    State.UNKNOWN: gettext_lazy("Unconfirmed"),
    State.SENDING: gettext_lazy("Sent to the printer"),
    State.SENT: gettext_lazy("Sent to the printer"),
}


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def batches(request: StaffRequest) -> HttpResponse:
    """One's own batches, or with `?owner=everyone` all of them; over htmx only the table."""
    return show_batches(request)


def show_batches(request: StaffRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The list, with what went wrong above it."""
    everyone = request.GET.get("owner") == "everyone"
    found = list_batches(
        owner_id=None if everyone else request.user.pk,
        before=request.GET.get("before"),
        after=request.GET.get("after"),
    )
    context = {"batches": found, "everyone": everyone, "problem": problem, "section": "labels"}
    return respond(request, "batches/batches.html", context, part="rows", status=status)


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_create(request: StaffRequest) -> HttpResponse:
    """`packages` (repeated, in print order), or `all=1` with the list's filter, or `batch`: an earlier one's
    list. `key` belongs to the requesting page; `again=1` makes a second batch of a list just requested.
    `printer` is where it goes, `slips` the separators; `because` or `only_new=1` answer that labels are
    already printed."""
    try:
        batch, created = create(print_request_of(request))
    except AlreadyPrinted as error:
        return ask_reason(request, error)
    except InvalidBatch as error:
        return _refused(request, str(error.sentence), status=422)
    except SellerCenterError as error:
        return _refused(request, str(error.sentence), status=status_of(error))
    if not _woken(batch):
        messages.warning(request, queue_out())
    address = reverse("packages_ui:batch", args=[batch.pk])
    return go(request, address if created else f"{address}?same=1")


def _woken(batch: LabelBatch) -> bool:
    fetchers = tasks.wake_fetchers()
    if batch.is_fed:
        return tasks.wake_feeders() and fetchers
    is_settled = not batch.jobs.filter(state__in=PrintJob.WAITING).exists()  # all labels were prefetched
    return tasks.wake_joiner(batch.pk) and fetchers if is_settled else fetchers


def _refused(request: StaffRequest, sentence: str, *, status: int) -> HttpResponse:
    """Over htmx the page is kept, selection included, and shows the sentence; so does the dialog."""
    htmx = request.htmx
    if not htmx:
        return show_batches(request, problem=sentence, status=status)
    if htmx.target == "dialog-body":
        return render(request, "batches/printed_before.html#refused", {"sentence": sentence}, status=status)
    response = HttpResponse(status=status)
    return trigger_client_event(reswap(response, "none"), "problem", {"sentence": sentence})


@dataclass(frozen=True, slots=True)
class BeforeRow:
    """One label that is printed, or about to be."""

    number: str
    word: str
    when: str
    where: str
    who: str
    batch_id: int
    batch: str


def ask_reason(request: StaffRequest, error: AlreadyPrinted, **fields: str) -> HttpResponse:
    """409 with the question: in the dialog over htmx, else a page. It contains `fields`, or all that was
    sent."""
    unsaid = request.POST.get("step") == "again"
    context = {
        "error": error,
        "rows": [_row(before) for before in error.before[:MOST_SHOWN]],
        "more": max(len(error.before) - MOST_SHOWN, 0),
        "others": error.total - len(error.before),
        "fields": list(fields.items()) or _fields(request),
        "reasons": PrintJob.Reason.choices,
        "unsaid": unsaid,
        "back": _back(request),
        "section": "labels",
    }
    status = 422 if unsaid else 409
    return show_in_dialog(request, "batches/printed_before.html", context, part="question", status=status)


def _row(before: Before) -> BeforeRow:
    local = timezone.localtime(before.when)
    today = local.date() == timezone.localdate()
    when = _("today %(time)s") % {"time": f"{local:%H:%M}"} if today else f"{local:%d.%m.%Y %H:%M}"
    word = str(WORDS.get(State(before.word), _("On its way")))
    return BeforeRow(before.number, word, when, before.where, before.who, before.batch_id, before.batch)


def _fields(request: StaffRequest) -> list[tuple[str, str]]:
    """Name and value of all fields, in their order."""
    sent = ((name, values) for name, values in request.POST.lists() if name not in OWN_FIELDS)
    return [(name, str(value)) for name, values in sent for value in values]


def _back(request: StaffRequest) -> str:
    """The page the person came from, if it is one of ours."""
    came_from = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if here else reverse("packages_ui:list")
