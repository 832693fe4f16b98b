"""Pages of signed-in people stay out of caches: they show names and addresses."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponseBase]
NO_STORE = "private, no-store"
DIFFERS = ("HX-Request", "HX-Target", "Accept")  # by which an address answers with another part of itself


def keep_private(get_response: GetResponse) -> GetResponse:
    """Middleware: a response without a rule of its own is not stored, neither by browsers nor by proxies."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", NO_STORE)
        patch_vary_headers(response, DIFFERS)
        return response

    return middleware
