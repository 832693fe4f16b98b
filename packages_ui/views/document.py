"""One document: how far it is, then its PDF and its paper."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from packages_ui.views.document_page import find, may_look, show_document


@require_GET
@may_look
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The page asks again each second until it is made and, where it goes to a printer, taken."""
    return show_document(request, find(pk))
