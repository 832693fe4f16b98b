"""Request a pick list, packing slips, a command sheet or a station slip; and the list of the newest."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, trigger_client_event

from packages_ui import tasks
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.errors import InvalidBatch, InvalidDocument
from packages_ui.views.documents.document import may_ask, requested_document, show_documents
from packages_ui.views.http import StaffRequest, go, status_of

QUEUE_OUT = gettext_lazy(
    "The task queue cannot be reached. The document is saved and will be made when the queue is back."
)


@require_http_methods(["GET", "POST"])
@may_ask
def documents(request: StaffRequest) -> HttpResponse:
    """POST: `kind`, `packages` (repeated, in the order of their labels), `all=1` with the list's filter, or
    `batch`; `station` for its slip. `paper`, `language`, `order`, `with_prices`, `document_where`;
    `document_key` is new for each page. It goes on to the document's page."""
    if request.method == "GET":
        return show_documents(request)
    try:
        document = requested_document(request)
    except (InvalidDocument, InvalidBatch) as error:
        return _refused(request, str(error.sentence), status=422)
    except SellerCenterError as error:
        return _refused(request, str(error.sentence), status=status_of(error))
    if not tasks.wake_documents():
        messages.warning(request, str(QUEUE_OUT))
    return go(request, reverse("packages_ui:document", args=[document.pk]))


def _refused(request: StaffRequest, sentence: str, *, status: int) -> HttpResponse:
    """Over htmx the page stays as it is, with its selection, and shows the sentence."""
    if not request.htmx:
        return show_documents(request, problem=sentence, status=status)
    response = reswap(HttpResponse(status=status), "none")
    return trigger_client_event(response, "problem", {"sentence": sentence})
