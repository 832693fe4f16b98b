"""No NUL in an address: none of our names has one, and PostgreSQL refuses texts with it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Middleware: 400 where path or query has one. Forms report it beside their fields."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address has a NUL.")
        return get_response(request)

    return middleware
