"""The page of a package that was scanned, or searched for, anywhere."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.mirror.find import find as mirror_find
from packages_ui.services.mirror.wanted import Wanted
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packing.find import find_anywhere
from packages_ui.views.http import MOST_MEANT, MOST_OF_SCAN, StaffRequest

MOST_SUGGESTED = 6


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def find(request: StaffRequest) -> HttpResponse:
    """`text` is what was scanned, and further ones what that may mean. To the package where it is one, else
    to the list, which searches for the first text and shows what it finds."""
    texts = tuple(text.strip()[:MOST_OF_SCAN] for text in request.GET.getlist("text")[:MOST_MEANT])
    try:
        numbers = find_anywhere(texts).numbers if any(texts) else ()
    except SellerCenterError:
        numbers = ()
    if len(numbers) == 1:
        return redirect("packages_ui:detail", numbers[0])
    return redirect(f"{reverse('packages_ui:list')}?{urlencode({'q': texts[0] if texts else ''})}")


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def suggest(request: StaffRequest) -> HttpResponse:
    """`{"packages": [{"name", "about", "href"}]}`: the newest stored packages that `text` finds."""
    text = request.GET.get("text", "").strip()[:MOST_OF_SCAN]
    rows = mirror_find(Wanted(q=text, sort="-age"))[:MOST_SUGGESTED] if text else ()
    found = [
        {
            "name": f"{row.number} · {row.customer}",
            "about": str(status_name(row.status)),
            "href": reverse("packages_ui:detail", args=[row.number]),
        }
        for row in rows
    ]
    return JsonResponse({"packages": found})
