"""A box was scanned."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui.services.handover.scan import scan
from packages_ui.views.handover_page import cage_asked, show
from packages_ui.views.station_cookie import station_of

MOST_OF_KEY = 64
MOST_TEXTS = 4


@require_POST
@permission_required("packages_ui.hand_over", raise_exception=True)
def handover_scan(request: HttpRequest) -> HttpResponse:
    """`text`, once for each way to read the scan, the `cage` that is chosen, and the page's own `key` for the
    scan. What came of it is shown with 200 whatever it is: the page blocks where that is needed."""
    cage, key = cage_asked(request), request.POST.get("key", "")
    said = scan(
        texts=request.POST.getlist("text")[:MOST_TEXTS],
        station=station_of(request),
        user_id=request.user.pk or 0,
        carrier=cage.carrier if cage else "",
        key=key if key.isalnum() and len(key) <= MOST_OF_KEY else "",
    )
    return show(request, carrier=said.carrier, said=said)
