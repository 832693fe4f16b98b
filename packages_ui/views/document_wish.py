"""Which document a person wants, as the form sent it."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest

from packages_ui.models import Document, Printer
from packages_ui.services.documents.want import OF_PACKAGES, want
from packages_ui.views.print_wish import packages_of
from packages_ui.views.station_cookie import station_of

MOST_OF_KEY = 64
AT_STATION = "printer"


def want_what_is_sent(request: HttpRequest) -> Document:
    """Raises InvalidDocument, InvalidBatch or a SellerCenterError."""
    sent = request.POST
    return want(
        kind=sent.get("kind", ""),
        about=_about(request),
        user_id=request.user.pk or 0,
        key=sent.get("document_key", "")[:MOST_OF_KEY] or uuid4().hex,
        paper=sent.get("paper", Document.Paper.A4),
        language=sent.get("language", Document.Language.TR),
        is_reversed=sent.get("order") == "reverse",
        with_prices=sent.get("with_prices") == "1",
        station=station_of(request),
        printer=document_printer(request) if sent.get("document_where") == AT_STATION else None,
    )


def document_printer(request: HttpRequest) -> Printer | None:
    """The fed printer for documents at the station of this browser."""
    station = station_of(request)
    printer = station.document_printer if station else None
    return printer if printer and printer.is_fed else None


def _about(request: HttpRequest) -> dict[str, Any]:
    kind = request.POST.get("kind")
    if kind == Document.Kind.STATION_SLIP:
        return {"station": request.POST.get("station", "")}
    if kind not in OF_PACKAGES:
        return {"handover": request.POST.get("handover", "")}
    if batch := request.POST.get("batch", ""):
        return {"batch": batch}
    return {"numbers": packages_of(request)}
