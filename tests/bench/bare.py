"""The product's addresses and a yardstick: a page that does nothing, behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from backoffice.urls import urlpatterns as product


def bare(_request: HttpRequest) -> HttpResponse:
    """What Django itself costs."""
    return HttpResponse("ok")


urlpatterns = [path("bare/", bare), *product]
