"""The list that the driver signs."""

from django.conf import settings

from packages_ui.models import Document, Handover, Station
from packages_ui.services.documents.want import want


def want_list(*, handover: Handover, station: Station | None, user_id: int, key: str = "") -> Document:
    """Ask for the handover list, once, and once more for each `key` of an asking page. It is printed where
    this desk prints documents; without such a printer the page opens it. Wake the one who makes it."""
    printer = station.document_printer if station else None
    document = want(
        kind=Document.Kind.HANDOVER_LIST,
        about={"handover": handover.pk},
        user_id=user_id,
        key=f"handover {handover.pk} {key}",
        paper=Document.Paper.A4,
        language=settings.LANGUAGE_CODE,
        station=station,
        printer=printer if printer and printer.is_fed else None,
    )
    Handover.objects.filter(pk=handover.pk).update(list=document)
    return document
