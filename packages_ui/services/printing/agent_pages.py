"""A printer of pages behind an agent: PDF to a queue of CUPS on the PC."""

from dataclasses import replace

from django.conf import settings

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.papers import Printable
from packages_ui.models import Printer
from packages_ui.services.printing.agent_link import AgentLink
from packages_ui.services.printing.connection import media_of
from packages_ui.services.printing.raw import WAIT_SECONDS


def link_of_agent(printer: Printer) -> AgentLink:
    """Of a printer behind an agent, by what it takes."""
    return AgentPagesLink(printer) if printer.takes_pages else AgentLink(printer)


class AgentPagesLink(AgentLink):
    """What the queue took is sent; there is no confirmation."""

    @property
    def _patience(self) -> Patience:
        return Patience(settings.PRINT_STEP_SECONDS, WAIT_SECONDS, self.draws_until)

    def prepare(self, content: bytes, label_format: str, *, made_for: int = 0) -> Printable:
        media, kind = media_of(self.printer), LabelFormat(label_format)
        return draw.to_pages(content, kind, media=media, made_for=made_for, patience=self._patience)

    def prepare_document(self, pdf: bytes) -> Printable:
        return draw.document_to_pages(pdf, media=media_of(self.printer), patience=self._patience)

    def copied(self, printable: Printable, copies: int) -> Printable:
        content = draw.repeat(printable.content, copies=copies, patience=self._patience)
        return replace(printable, content=content, pieces=printable.pieces * copies)

    def together(self, first: Printable, second: Printable) -> Printable:
        content = draw.together(first.content, second.content, patience=self._patience)
        return replace(second, content=content, pieces=first.pieces + second.pieces)
