"""The fields and buttons to request documents, on any page."""

from typing import Any
from uuid import uuid4

from django import template
from django.template import RequestContext

from packages_ui.models import Document
from packages_ui.services.documents.want import last_of

register = template.Library()


@register.inclusion_tag("documents/_ask.html", takes_context=True)
def documents_form(context: RequestContext, *kinds: str) -> dict[str, Any]:
    """For a form that selects packages or a station: paper, language, output, and a button for each kind.
    `key` makes a double press one document."""
    last, station = last_of(user_id=context["user"].pk), context.get("my_station")
    paper, language = last or (Document.Paper.A4, Document.Language.TR)
    printer = station.document_printer if station else None
    of_packages = Document.Kind.PICK_LIST in kinds or Document.Kind.PACKING_SLIP in kinds
    return {
        "key": uuid4().hex,
        "kinds": [(kind, Document.Kind(kind).label) for kind in kinds],
        "papers": Document.Paper.choices,
        "languages": Document.Language.choices,
        "paper": paper,
        "language": language,
        "printer": f"{station.name} · {printer.name}" if station and printer and printer.is_fed else "",
        "ordered": of_packages,
        "priced": Document.Kind.PACKING_SLIP in kinds,
    }
