"""Print labels: make a batch of the chosen packages and wake the workers."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, trigger_client_event

from packages_ui import tasks
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.batch_create import create
from packages_ui.services.errors import AlreadyPrinted, InvalidBatch
from packages_ui.views.batch_page import QUEUE_OUT
from packages_ui.views.batches import show_batches
from packages_ui.views.go import go
from packages_ui.views.print_wish import wish_of
from packages_ui.views.printed_before import ask_again
from packages_ui.views.trouble import status_of


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_create(request: HttpRequest) -> HttpResponse:
    """`packages` (repeated, in print order), or `all=1` with the list's filter, or `batch`: an earlier one's
    list. `key` is the asking page's own; `again=1` makes a second batch of a list just asked for. `printer`
    is where it goes, `slips` what comes between; `because` or `only_new=1` answer that labels are printed
    already."""
    try:
        batch, created = create(wish_of(request))
    except AlreadyPrinted as error:
        return ask_again(request, error)
    except InvalidBatch as error:
        return _refused(request, error.sentence, status=422)
    except SellerCenterError as error:
        return _refused(request, error.sentence, status=status_of(error))
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


def _refused(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """Over htmx the page stays as it is, selection included, and says the sentence; so does the dialog."""
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return show_batches(request, problem=sentence, status=status)
    if htmx.target == "dialog-body":
        return render(request, "labels/printed_before.html#refused", {"sentence": sentence}, status=status)
    response = HttpResponse(status=status)
    return trigger_client_event(reswap(response, "none"), "problem", {"sentence": sentence})
