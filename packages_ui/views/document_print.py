"""Print a document that is made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.services.documents.copies import print_copy
from packages_ui.services.errors import InvalidDocument, PrinterGone
from packages_ui.views.document_page import find, may_look, show_document
from packages_ui.views.document_wish import document_printer

NO_PRINTER = (
    "This browser stands at no station with a printer for documents. Nothing was printed; open the PDF."
)
NOT_KEPT = "The paper could not be got ready, so nothing was printed. Try again; else open the PDF."


@require_POST
@may_look
def document_print(request: HttpRequest, pk: int) -> HttpResponse:
    """At the printer for documents of this browser's station. 409 where there is none, or no PDF."""
    document, printer = find(pk), document_printer(request)
    if printer is None:
        return show_document(request, document, problem=NO_PRINTER, status=409)
    try:
        print_copy(document=document, printer=printer, user_id=request.user.pk or 0)
    except (InvalidDocument, PrinterGone) as error:
        return show_document(request, document, problem=error.sentence, status=409)
    except OSError:
        return show_document(request, document, problem=NOT_KEPT, status=503)
    tasks.wake_feeders()
    if getattr(request, "htmx", False):
        return show_document(request, find(pk))
    return redirect("packages_ui:document", pk=pk)
