"""A document that is made: its bytes, once more on paper, and what its owner asked for last."""

from django.db import transaction

from packages_ui.models import Document, Printer, Slip
from packages_ui.services import label_files
from packages_ui.services.errors import InvalidDocument
from packages_ui.services.label_files import FileLost
from packages_ui.services.printing.slip_make import make_slip

State = Document.State
NOT_MADE = "This document is not made yet. Nothing was printed; wait for it."
LOST = "The stored document is gone. Nothing was printed; ask for it again where you asked for it."


def load(*, document: Document) -> bytes:
    """The PDF. Raises InvalidDocument where there is none."""
    if document.state != State.MADE:
        raise InvalidDocument(NOT_MADE)
    try:
        return label_files.load(document.path, digest=document.sha256)
    except FileLost as error:
        raise InvalidDocument(LOST) from error


def print_copy(*, document: Document, printer: Printer, user_id: int) -> Slip:
    """Send it to a fed printer, once more where that was done before; wake the feeder afterwards. Raises
    InvalidDocument or OSError."""
    content = load(document=document)
    with transaction.atomic():
        slip = make_slip(printer=printer, kind=Slip.Kind.DOCUMENT, content=content, user_id=user_id)
        Document.objects.filter(pk=document.pk, state=State.MADE).update(slip=slip, printer=printer)
    return slip


def last_of(*, user_id: int) -> Document | None:
    """What this person asked for last: paper and language of the next one are most likely the same."""
    return Document.objects.filter(user_id=user_id).order_by("-id").first()
