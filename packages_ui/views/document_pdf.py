"""A document's PDF, for the browser's own viewer and print dialog."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from packages_ui.services.documents.copies import load
from packages_ui.services.errors import InvalidDocument
from packages_ui.views.document_page import find, may_look, show_document


@require_safe
@may_look
@xframe_options_sameorigin
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Inline, or to be kept with `?download=1`; 409 and the document's page with a sentence where there is
    none (now)."""
    document = find(pk)
    try:
        content = load(document=document)
    except InvalidDocument as error:
        return show_document(request, document, problem=error.sentence, status=409)
    kept = "attachment" if request.GET.get("download") == "1" else "inline"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'{kept}; filename="{document.kind}-{document.code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
