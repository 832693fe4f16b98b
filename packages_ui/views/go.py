"""Where a person goes after something was done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def go(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that the browser itself follows, over htmx too."""
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


def safe_next(request: HttpRequest) -> str:
    """`next` as it was sent, if it is an address of this host that begins at its root; else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else ""
