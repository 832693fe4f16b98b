"""The progress of a document, in words."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from packages_ui.models import Document, Slip
from packages_ui.views.stations.printer_slips import words_of

State = Document.State
LATE = timedelta(seconds=30)
SLOW = gettext_lazy(
    "No worker has started on this document yet. It is made as soon as one is free. If it takes long, tell "
    "an administrator."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWords:
    """`moves`: the page polls. `opens`: this browser prints it, automatically if a person waited for it."""

    title: str
    sentence: str
    tone: str
    moves: bool
    is_made: bool
    opens: bool = False


def progress_of(document: Document) -> DocumentWords:
    """Its progress, and that of its paper."""
    sentence, tone, moves = _progress(document)
    is_made = document.state == State.MADE
    return DocumentWords(
        title=title_of(document),
        sentence=sentence,
        tone=tone,
        moves=moves,
        is_made=is_made,
        opens=is_made and document.slip is None,
    )


def title_of(document: Document) -> str:
    """`Pick list D12, 40 packages`."""
    title = f"{document.get_kind_display()} {document.code}"
    if not document.total:
        return title
    many = ngettext("{count} package", "{count} packages", document.total).format(count=document.total)
    return f"{title}, {many}"


def _progress(document: Document) -> tuple[str, str, bool]:
    """Sentence, name of its colour, and whether it still changes."""
    match document.state:
        case State.FAILED:
            return str(document.sentence), "red", False
        case State.MADE:
            return _made(document)
        case State.MAKING:
            return _making(document), "blue", True
        case _:
            is_late = timezone.now() - document.wanted_at > LATE
            return (str(SLOW), "orange", True) if is_late else (_("Waiting for a worker…"), "blue", True)


def _making(document: Document) -> str:
    if document.done < document.total:
        return _("Reading packages: {done} of {total}…").format(done=document.done, total=document.total)
    return _("Drawing the pages…")


def _made(document: Document) -> tuple[str, str, bool]:
    pages = ngettext("{count} page, {paper}.", "{count} pages, {paper}.", document.pages)
    facts = f"{document.sentence} {pages.format(count=document.pages, paper=document.paper)}".strip()
    tone = "orange" if document.sentence else "green"
    if document.slip is None:
        return facts, tone, False
    if document.slip.state == Slip.State.SENT:
        sent = _("Sent to {printer}.").format(printer=document.slip.printer)
        return f"{sent} {facts}", tone, False
    slip = words_of(document.slip)
    return f"{slip.sentence} {facts}", slip.tone, slip.asks
