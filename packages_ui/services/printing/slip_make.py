"""A slip for one printer: its PDF is kept, then its row waits for the feeder."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from packages_ui.labels.media import Media
from packages_ui.models import Printer, Slip
from packages_ui.services import label_files
from packages_ui.services.errors import PrinterGone
from packages_ui.services.locks import locked_printer
from packages_ui.services.printing.media import media_of
from packages_ui.services.stations import names_on

State = Slip.State


def make_slip(*, printer: Printer, kind: Slip.Kind, content: bytes, user_id: int | None) -> Slip:
    """For a browser's printer the row is `sent` at once: the person's own browser opens the PDF. Raises
    OSError where it cannot be stored, and PrinterGone; nothing was made then."""
    path, digest = label_files.store(content, folder="slips", suffix="pdf")
    with transaction.atomic():
        now = locked_printer(printer.pk)
        if now is None:
            raise PrinterGone
        return Slip.objects.create(
            printer=now,
            kind=kind,
            path=path,
            sha256=digest,
            state=State.WANTED if now.is_fed else State.SENT,
            sent_at=None if now.is_fed else timezone.now(),
            asked_by_id=user_id,
        )


def upright(printer: Printer) -> Media:
    """The paper as labels are read on it: where they are turned by a quarter, it lies on its side."""
    media = media_of(printer)
    turned = printer.is_fed and printer.turn % 180
    return replace(media, size=media.size.turned()) if turned else media


def where(printer: Printer) -> str:
    """At which stations it prints, for the paper."""
    return ", ".join(names_on(printer=printer)) or "At no station yet"
