"""How many items each package on the screen holds: one request for the page, after it is shown."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from packages_ui.forms.filter import PackageFilterForm
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services import listing
from packages_ui.views.list import ask


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def item_counts(request: HttpRequest) -> HttpResponse:
    """Out-of-band counts for the rows that the same query shows; empty when they cannot be asked."""
    form = PackageFilterForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=204)
    try:
        found = ask(form, user_id=request.user.pk)
    except SellerCenterError:
        return HttpResponse(status=204)
    counts = listing.item_counts(rows={row.number: row.updated_at for row in found.rows})
    counted = [(number, "–" if count is None else count) for number, count in counts.items()]
    return render(request, "packages/list.html#item_counts", {"counted": counted})
