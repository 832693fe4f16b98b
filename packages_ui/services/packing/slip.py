"""The packing slip of the open package, where the setting asks for one: once."""

from django.conf import settings

from packages_ui.models import Document, Packing
from packages_ui.services.documents.want import want
from packages_ui.services.errors import InvalidDocument
from packages_ui.services.packing.desk import Desk

NARROW_MM = 120  # paper up to this width takes an A6 slip


def want_slip(packing: Packing, desk: Desk) -> Document | None:
    """On the station's document printer; None where none is wanted or the desk has no such printer."""
    printer = desk.station.document_printer
    if not settings.PACK_PRINTS_SLIP or printer is None or not printer.is_fed:
        return None
    paper = Document.Paper.A6 if printer.width_mm <= NARROW_MM else Document.Paper.A4
    try:
        return want(
            kind=Document.Kind.PACKING_SLIP,
            about={"numbers": [packing.package_number]},
            user_id=desk.user_id,
            key=f"packing-{packing.pk}",
            paper=paper,
            language=settings.LANGUAGE_CODE,
            station=desk.station,
            printer=printer,
        )
    except InvalidDocument:  # a slip that cannot be made stops nobody
        return None
