"""Print labels: make a batch of the chosen packages and wake the workers. Where some are on paper already:
which, and what the person wants now."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, trigger_client_event

from packages_ui import tasks
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.batches.batch_create import create
from packages_ui.services.errors import AlreadyPrinted, Before, InvalidBatch
from packages_ui.views.batches.batch import QUEUE_OUT
from packages_ui.views.batches.batches import show_batches
from packages_ui.views.batches.print_request import wish_of
from packages_ui.views.http import StaffRequest, ask_in_dialog, go, status_of

MOST_SHOWN = 20
OWN_FIELDS = ("csrfmiddlewaretoken", "only_new", "because", "step")
State = PrintJob.State
WORDS = {
    State.PRINTED.label: "Printed",
    State.UNKNOWN.label: "Nobody knows whether it came out",
    State.SENDING.label: "Handed over",
    State.SENT.label: "Handed over",
}


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_create(request: StaffRequest) -> HttpResponse:
    """`packages` (repeated, in print order), or `all=1` with the list's filter, or `batch`: an earlier one's
    list. `key` is the asking page's own; `again=1` makes a second batch of a list just asked for. `printer`
    is where it goes, `slips` what comes between; `because` or `only_new=1` answer that labels are printed
    already."""
    try:
        batch, created = create(wish_of(request))
    except AlreadyPrinted as error:
        return ask_again(request, error)
    except InvalidBatch as error:
        return _refused(request, str(error.sentence), status=422)
    except SellerCenterError as error:
        return _refused(request, str(error.sentence), status=status_of(error))
    if not _woken(batch):
        messages.warning(request, QUEUE_OUT)
    address = reverse("packages_ui:batch", args=[batch.pk])
    return go(request, address if created else f"{address}?same=1")


def _woken(batch: LabelBatch) -> bool:
    fetchers = tasks.wake_fetchers()
    if batch.is_fed:
        return tasks.wake_feeders() and fetchers
    is_settled = not batch.jobs.filter(state__in=PrintJob.WAITING).exists()  # all labels were fetched ahead
    return tasks.wake_joiner(batch.pk) and fetchers if is_settled else fetchers


def _refused(request: StaffRequest, sentence: str, *, status: int) -> HttpResponse:
    """Over htmx the page stays as it is, selection included, and says the sentence; so does the dialog."""
    htmx = request.htmx
    if not htmx:
        return show_batches(request, problem=sentence, status=status)
    if htmx.target == "dialog-body":
        return render(request, "batches/printed_before.html#refused", {"sentence": sentence}, status=status)
    response = HttpResponse(status=status)
    return trigger_client_event(reswap(response, "none"), "problem", {"sentence": sentence})


@dataclass(frozen=True, slots=True)
class BeforeRow:
    """One label that is on paper, or on its way there."""

    number: str
    word: str
    when: str
    where: str
    who: str
    batch_id: int


def ask_again(request: StaffRequest, error: AlreadyPrinted, **fields: str) -> HttpResponse:
    """409 with the question: in the dialog over htmx, else a page. The `fields` come along in it; where there
    are none, all that was sent."""
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
    return ask_in_dialog(request, "batches/printed_before.html", context, part="question", status=status)


def _row(before: Before) -> BeforeRow:
    local = timezone.localtime(before.when)
    today = local.date() == timezone.localdate()
    when = local.strftime("today %H:%M" if today else "%d.%m.%Y %H:%M")
    word = WORDS.get(before.word, "On its way")
    return BeforeRow(before.number, word, when, before.where, before.who, before.batch_id)


def _fields(request: StaffRequest) -> list[tuple[str, str]]:
    """Name and value of all that was sent, in its order."""
    sent = ((name, values) for name, values in request.POST.lists() if name not in OWN_FIELDS)
    return [(name, str(value)) for name, values in sent for value in values]


def _back(request: StaffRequest) -> str:
    """Where the person came from, if that is here."""
    came_from = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if here else reverse("packages_ui:list")
