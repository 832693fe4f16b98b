"""How many packages each tab holds, counted after the list is on the screen so that it never waits."""

from hashlib import sha256

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.views.decorators.http import require_GET

from packages_ui.forms.filter import PackageFilterForm
from packages_ui.services.cached import Cached
from packages_ui.services.mirror.find import counts_by_status
from packages_ui.services.packages.listing import status_counts
from packages_ui.services.packages.rows import STATUS_NAMES
from packages_ui.views.http import StaffRequest

REMEMBERED_SECONDS = 600
UNKNOWN = "–"
Counts = tuple[tuple[int | None, int | None], ...]  # JSON has no keys but texts
COUNTS: Cached[Counts] = Cached(Counts)


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def counts(request: StaffRequest) -> HttpResponse:
    """Out-of-band counts for the tabs; "–" where Seller Center gave none."""
    form = PackageFilterForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=204)
    found = _counted(form, user_id=request.user.pk)
    COUNTS.set(_key(form.query()), tuple(found.items()), REMEMBERED_SECONDS)
    tabs = [("all" if status is None else status, shown(count)) for status, count in found.items()]
    return render(request, "packages/list.html#counts", {"counted": tabs})


def _counted(form: PackageFilterForm, *, user_id: int) -> dict[int | None, int | None]:
    """By Seller Center, where it can filter by that; else by the copy, as far as that is counted."""
    query = form.search_query(user_id=user_id)
    if not query.needs_copy:
        return status_counts(filters=query.filters, user_id=user_id)
    counted = counts_by_status(query.wanted.everywhere())
    statuses: list[int | None] = [None, *STATUS_NAMES]
    if counted is None:
        return dict.fromkeys(statuses)
    found: dict[int | None, int | None] = {status: counted.get(status, 0) for status in statuses}
    return found | {None: sum(counted.values())}


def shown_before(query: dict[str, str]) -> dict[int | None, str]:
    """The last counts of this filter's tabs, so that a reload does not blank them."""
    return {status: shown(count) for status, count in COUNTS.get(_key(query)) or ()}


def shown(count: int | None) -> str:
    """`19,886`, in Turkish `19.886`; "–" where it is not known."""
    return UNKNOWN if count is None else number_format(count, force_grouping=True)


def _key(query: dict[str, str]) -> str:
    parameters = repr(sorted((name, value) for name, value in query.items() if name != "status"))
    return f"counts-shown:{sha256(parameters.encode()).hexdigest()[:24]}"
