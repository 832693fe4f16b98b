"""What the views of documents have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from packages_ui.models import Document
from packages_ui.services.pages import newest_first
from packages_ui.views.document_wish import document_printer
from packages_ui.views.document_words import title_of, words_on
from packages_ui.views.permission import any_permission_required
from packages_ui.views.station_cookie import station_of
from packages_ui.views.station_page import finish, version_of

NEWEST = 50
may_ask = any_permission_required("packages_ui.pack_packages", "packages_ui.print_labels")
may_look = any_permission_required(
    "packages_ui.pack_packages", "packages_ui.print_labels", "packages_ui.hand_over"
)


def find(pk: int) -> Document:
    """The document with all that its page shows of it, or 404."""
    rows = Document.objects.select_related("slip__printer", "printer", "user")
    return get_object_or_404(rows, pk=pk)


def show_document(
    request: HttpRequest, document: Document, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page; over htmx its moving part, or 204 where that has not moved since the page asked."""
    fragment = bool(getattr(request, "htmx", False))
    words, printer, station = words_on(document), document_printer(request), station_of(request)
    context: dict[str, Any] = {
        "document": document,
        "words": words,
        "problem": problem,
        "where": f"{station.name} · {printer.name}" if station and printer else "",
        "mine": document.user_id == request.user.pk,
        "version": version_of(words, document.done),
    }
    if fragment and request.method == "GET" and request.GET.get("seen") == context["version"]:
        return finish(HttpResponse(status=204))
    template = f"documents/document.html{'#moving' if fragment else ''}"
    return finish(render(request, template, context, status=status))


def show_documents(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The newest documents, and what can be asked for here."""
    rows = Document.objects.select_related("user", "slip__printer")
    before, after = request.GET.get("before"), request.GET.get("after")
    found = newest_first(rows, size=NEWEST, before=before, after=after)
    newest = [(row, title_of(row), words_on(row)) for row in found.rows]
    context = {"newest": newest, "pages": found, "problem": problem}
    return finish(render(request, "documents/documents.html", context, status=status))
