"""How far a document is, in words."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from packages_ui.models import Document, Slip
from packages_ui.views.stations.printer_slips import words_of

State = Document.State
LATE = timedelta(seconds=30)
SLOW = (
    "No worker has begun with it for half a minute. It is made by itself as soon as one is free; if that "
    "takes long, tell an administrator."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWords:
    """`moves`: the page asks again. `opens`: this browser prints it, unasked if it was waited for."""

    title: str
    sentence: str
    tone: str
    moves: bool
    is_made: bool
    opens: bool = False


def words_on(document: Document) -> DocumentWords:
    """What has become of it, and of its paper."""
    sentence, tone, moves = _told(document)
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
    many = f", {document.total} package{'' if document.total == 1 else 's'}" if document.total else ""
    return f"{document.get_kind_display()} {document.code}{many}"


def _told(document: Document) -> tuple[str, str, bool]:
    """Sentence, colour, and whether it moves by itself."""
    match document.state:
        case State.FAILED:
            return document.sentence, "red", False
        case State.MADE:
            return _made(document)
        case State.MAKING:
            return _making(document), "blue", True
        case _:
            is_late = timezone.now() - document.wanted_at > LATE
            return (SLOW, "orange", True) if is_late else ("Waiting for a worker…", "blue", True)


def _making(document: Document) -> str:
    if document.done < document.total:
        return f"{document.done} of {document.total} packages are read…"
    return "The pages are being drawn…"


def _made(document: Document) -> tuple[str, str, bool]:
    pages = f"{document.pages} page{'' if document.pages == 1 else 's'}, {document.paper}."
    said = f"{document.sentence} {pages}".strip()
    tone = "orange" if document.sentence else "green"
    if document.slip is None:
        return said, tone, False
    if document.slip.state == Slip.State.SENT:
        return f"{document.slip.printer} has taken it. {said}", tone, False
    slip = words_of(document.slip)
    return f"{slip.sentence} {said}", slip.tone, slip.asks
