"""The head of every page, as it is now."""

from hashlib import sha256

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from packages_ui.services.head import head
from packages_ui.services.printing.condition import seen_at
from packages_ui.services.printing.watch import watch
from packages_ui.views.station_cookie import station_number

VERSION = "X-Head-Version"


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def here(request: HttpRequest) -> HttpResponse:
    """How the printer of this browser's desk is, how many labels need an answer, why none is fetched or
    printed; 204 where that is what the page has `seen`."""
    number = station_number(request)
    if number:
        watch(station_id=number)
    printer = seen_at(station_id=number) if number else ()
    now = head()
    shown = (printer, now.to_answer.count, now.fetch_pause, now.restored)
    version = sha256(repr(shown).encode()).hexdigest()[:12]
    is_seen = request.GET.get("seen") == version
    response = HttpResponse(status=204) if is_seen else render(request, "stations/_head.html")
    response[VERSION] = version
    response["Cache-Control"] = "private, no-store"
    return response
