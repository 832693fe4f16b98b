"""What a person wants printed, as the form sent it."""

from uuid import uuid4

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from packages_ui.forms.filter import PackageFilterForm
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.batch_create import Wish, matching
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.search import search
from packages_ui.views.http import id_of
from packages_ui.views.print_where import chosen_printer, chosen_slips
from packages_ui.views.station_cookie import station_of

MOST_OF_NAME = 100
MOST_OF_KEY = 64
NO_REASON = "That is none of the reasons for printing again. Nothing was printed; choose one of them."
BAD_FILTER = "The filter is not valid, so no batch was made. Correct it on the list and print again."


def wish_of(request: HttpRequest) -> Wish:
    """Raises InvalidBatch or a SellerCenterError."""
    only_new = request.POST.get("only_new") == "1"
    return Wish(
        user_id=request.user.pk or 0,
        key=request.POST.get("key", "")[:MOST_OF_KEY] or uuid4().hex,
        station=station_of(request),
        printer=chosen_printer(request),
        slips=chosen_slips(request),
        because="" if only_new else chosen_reason(request),
        only_new=only_new,
        packages=packages_of(request),
        name="".join(filter(str.isprintable, " ".join(request.POST.get("name", "").split())))[:MOST_OF_NAME],
        again=request.POST.get("again") == "1",
    )


def chosen_reason(request: HttpRequest) -> str:
    """Why something is printed again; empty where no reason was given. Raises InvalidBatch."""
    because = request.POST.get("because", "")
    if because and because not in PrintJob.Reason:
        raise InvalidBatch(NO_REASON)
    return because


def packages_of(request: HttpRequest) -> list[str]:
    """Those that were ticked, in their order; all that match; or an earlier batch's. Raises InvalidBatch or a
    SellerCenterError."""
    if earlier := request.POST.get("batch", ""):
        batch = get_object_or_404(LabelBatch, pk=id_of(earlier))
        first = batch.jobs.filter(copy=1).order_by("position")
        return list(first.values_list("package_number", flat=True))
    if request.POST.get("all") != "1":
        return request.POST.getlist("packages")
    form = PackageFilterForm(request.POST)
    if not form.is_valid():
        raise InvalidBatch(BAD_FILTER)
    if q := form.cleaned_data["q"]:
        return [row.number for row in search(q=q, filters=form.filters()).rows]
    return matching(filters=form.filters())
