"""Print labels: make a batch of the chosen packages and wake the workers."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event

from packages_ui import tasks
from packages_ui.forms.filter import PackageFilterForm
from packages_ui.models import LabelBatch
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services import batches
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.search import search
from packages_ui.views.batch_page import QUEUE_OUT
from packages_ui.views.batches import show_batches
from packages_ui.views.trouble import status_of

MOST_OF_NAME = 100
MOST_OF_KEY = 64


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_create(request: HttpRequest) -> HttpResponse:
    """`packages` (repeated, in print order), or `all=1` with the list's filter, or `batch`: an earlier one's
    list. `key` is the asking page's own; `again=1` makes a second batch of a list just asked for."""
    try:
        batch, created = batches.create(
            user_id=request.user.pk or 0,
            key=request.POST.get("key", "")[:MOST_OF_KEY] or uuid4().hex,
            packages=_packages(request),
            name=" ".join(request.POST.get("name", "").split())[:MOST_OF_NAME],
            again=request.POST.get("again") == "1",
        )
    except InvalidBatch as error:
        return _refused(request, error.sentence, status=422)
    except SellerCenterError as error:
        return _refused(request, error.sentence, status=status_of(error))
    if not tasks.wake_fetchers():
        messages.warning(request, QUEUE_OUT)
    return _to_batch(request, batch, created=created)


def _packages(request: HttpRequest) -> list[str]:
    """Raises InvalidBatch or a SellerCenterError."""
    if earlier := request.POST.get("batch", ""):
        batch = get_object_or_404(LabelBatch, pk=earlier if earlier.isdecimal() else 0)
        return list(batch.jobs.order_by("position").values_list("package_number", flat=True))
    if request.POST.get("all") != "1":
        return request.POST.getlist("packages")
    form = PackageFilterForm(request.POST)
    if not form.is_valid():
        raise InvalidBatch(
            "The filter is not valid, so no batch was made. Correct it on the list and print again."
        )
    if q := form.cleaned_data["q"]:
        return [row.number for row in search(q=q, filters=form.filters()).rows]
    return batches.matching(filters=form.filters())


def _refused(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """Over htmx the page stays as it is, selection included, and says the sentence."""
    if not getattr(request, "htmx", False):
        return show_batches(request, problem=sentence, status=status)
    response = HttpResponse(status=status)
    return trigger_client_event(reswap(response, "none"), "problem", {"sentence": sentence})


def _to_batch(request: HttpRequest, batch: LabelBatch, *, created: bool) -> HttpResponse:
    address = reverse("packages_ui:batch", args=[batch.pk])
    if not created:
        address += "?same=1"
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)
