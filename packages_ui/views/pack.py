"""The packing station."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from packages_ui.views.pack_desk import desk_of
from packages_ui.views.pack_page import is_as_seen, nothing_new, show_pack


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack(request: HttpRequest) -> HttpResponse:
    """The page; with `seen`, its moving part alone, or 204 where nothing has moved since that version."""
    if is_as_seen(request):
        return nothing_new()
    desk = desk_of(request)
    if desk is None:
        return redirect(f"{reverse('packages_ui:stations')}?next={request.path}")
    return show_pack(request, desk)
