"""Every request is one page to Seller Center: it waits as long as a person would, and not all do at once."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from packages_ui.seller_center.page import Room, page_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def waiting_room(get_response: GetResponse) -> GetResponse:
    """Middleware. The places are fewer than gunicorn's threads: desks, sign-in and paper are answered by the
    others while Seller Center hangs."""
    room = Room(settings.SELLER_CENTER_WAITING)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with page_of(room):
            return get_response(request)

    return middleware
