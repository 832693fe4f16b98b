"""HTTPS for everybody except this machine itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware import security

from backoffice.env import is_loopback


class SecurityMiddleware(security.SecurityMiddleware):
    """Django's, except that http://127.0.0.1 is served as it is: a health check in a container, a person
    at this machine. Its cookies cannot be marked secure, or plain http would never send them back."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if from_this_machine(request) else super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        if settings.HTTPS and not request.is_secure() and from_this_machine(request):
            for morsel in response.cookies.values():
                morsel["secure"] = ""
        return response


def from_this_machine(request: HttpRequest) -> bool:
    """By the name that the browser requested: cookies belong to that name."""
    host = request.META.get("HTTP_HOST", "")
    name, _colon, port = host.rpartition(":")
    return is_loopback(name if port.isdecimal() else host)
