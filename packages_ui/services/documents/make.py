"""Make wanted documents, one after the other, and send them to the printer that they are for. Which one a
worker makes is taken by a lease, kept by it, and given back when the worker dies."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.db import close_old_connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Drawn
from packages_ui.models import Document, Lease, Slip
from packages_ui.services import label_files, lease
from packages_ui.services.documents import drawing
from packages_ui.services.documents.read_packages import Read, read_packages
from packages_ui.services.documents.want import OF_PACKAGES
from packages_ui.services.errors import InvalidDocument
from packages_ui.services.locks import locked_printer
from packages_ui.services.printing.slips import make_slip

logger = logging.getLogger(__name__)
Kind = Document.Kind
NONE_READ = "None of the packages could be read, so nothing was made. {why} Ask for it again afterwards."
SOME_UNREAD = "{count} of {total} packages could not be read and are missing: {which}."
NO_DISK = "The document could not be stored: {reason}. Nothing was printed. Free some space, then ask again."
TOO_MUCH = (
    "This document takes too long or too much memory to draw, so it was given up. Nothing was printed. Ask "
    "for it with fewer packages; if one alone cannot be drawn, tell an administrator."
)
UNFORESEEN = (
    "Something unexpected went wrong while this document was made. Nothing was printed. Ask for it again; if "
    "that fails too, tell an administrator: the log says more."
)
State = Document.State
SLOTS = 2  # a command sheet need not wait for 300 packing slips
LEASE_SECONDS = 15
NOTE_SECONDS = 0.5


class Lost(Exception):
    """The lease ran out: the document is somebody else's by now, and nothing more of it may be written."""


@dataclass
class Making:
    """One document while this worker makes it."""

    document: Document
    token: str
    noted: float = field(default_factory=monotonic)

    @property
    def mine(self) -> QuerySet[Document]:
        """The row, while it is ours."""
        return Document.objects.filter(pk=self.document.pk, state=State.MAKING, claim=self.token)

    def note(self, done: int) -> None:
        """How many packages are dealt with, twice a second. Raises Lost."""
        if monotonic() - self.noted >= NOTE_SECONDS:
            self.renew(done=done)

    def renew(self, **fields: Any) -> None:
        """Write to the row and hold the lease. Raises Lost."""
        self.noted = monotonic()
        close_old_connections()
        if not lease.renew(token=self.token, seconds=LEASE_SECONDS) or not self.mine.update(**fields):
            raise Lost


def take() -> Making | None:
    """The oldest wanted document, now ours; None where there is none, or enough workers make others."""
    token = next(filter(None, (lease.take(name=name, seconds=LEASE_SECONDS) for name in _slots())), None)
    if token is None:
        return None
    if document := _claim(token):
        return Making(document, token)
    lease.release(token=token)
    return None


def leave(making: Making) -> None:
    """Free the slot; a document that has come to no end is wanted again."""
    making.mine.update(state=State.WANTED, claim="", done=0)
    lease.release(token=making.token)


def abandon() -> None:
    """Documents whose worker has died are wanted again."""
    dead = Document.objects.filter(state=State.MAKING).exclude(claim__in=lease.live_tokens())
    dead.update(state=State.WANTED, claim="", done=0)


def wanted() -> QuerySet[Document]:
    """What waits for a worker, the oldest first."""
    return Document.objects.filter(state=State.WANTED).order_by("id")


def free_slots() -> int:
    """How many workers could begin a document now."""
    held = Lease.objects.filter(name__in=_slots(), until__gte=timezone.now()).count()
    return SLOTS - held if wanted().exists() else 0


def _slots() -> list[str]:
    return [f"documents-{number}" for number in range(SLOTS)]


def _claim(token: str) -> Document | None:
    while document := wanted().select_related("user", "printer").first():
        row = Document.objects.filter(pk=document.pk, state=State.WANTED)
        if row.update(state=State.MAKING, claim=token, done=0, sentence=""):
            return document
    return None


def make_documents(*, on_slip: Callable[[], object]) -> bool:
    """Make the oldest wanted document. `on_slip` is called when it waits for a printer. Returns whether more
    are wanted. Raises nothing for a document's fault."""
    making = take()
    if making is None:
        return False
    with lease.kept(token=making.token, seconds=LEASE_SECONDS):
        try:
            if _make(making):
                on_slip()
        except Busy:  # nobody is free to draw it; the sweep asks again
            return False
        finally:
            leave(making)
    return wanted().exists()


def _make(making: Making) -> bool:
    """Whether a slip waits for a printer now."""
    try:
        drawn, sentence = _draw(making)
        return _keep(making, drawn, sentence)
    except Lost:
        logger.warning("Document %s was taken over by another worker.", making.document.pk)
    except Busy:
        raise
    except Undrawable:
        _fail(making, TOO_MUCH)
    except (LabelError, InvalidDocument) as error:
        _fail(making, str(error))
    except OSError as error:
        _fail(making, NO_DISK.format(reason=error.strerror or "the disk refused it"))
    except Exception:  # one document that nobody foresaw must not hold up the others
        logger.exception("Document %s could not be made.", making.document.pk)
        _fail(making, UNFORESEEN)
    return False


def _draw(making: Making) -> tuple[Drawn, str]:
    """The PDF, and what is missing on it."""
    document = making.document
    if document.kind not in OF_PACKAGES:
        draw: Callable[[Document], Drawn] = getattr(drawing, document.kind)
        return draw(document), ""
    read = _read(making)
    if document.kind == Kind.PICK_LIST:
        return drawing.pick_list(document, read), _unread(read)
    slips = [drawing.packing_slip(one.reading) for one in read if one.reading]
    return drawing.packing_slips(document, slips[:: -1 if document.is_reversed else 1]), _unread(read)


def _read(making: Making) -> list[Read]:
    read = read_packages(numbers=making.document.about["numbers"], on_read=making.note)
    if not any(one.reading for one in read):
        raise InvalidDocument(NONE_READ.format(why=read[0].problem))
    making.renew(done=len(read))
    return read


def _unread(read: Sequence[Read]) -> str:
    unread = [one for one in read if one.reading is None]
    if not unread:
        return ""
    which = "; ".join(f"{one.number} ({one.problem})" for one in unread[:10])
    if len(unread) > 10:
        which += " and others, which the list names" if len(unread) < len(read) else ""
    return SOME_UNREAD.format(count=len(unread), total=len(read), which=which)


def _keep(making: Making, drawn: Drawn, sentence: str) -> bool:
    path, digest = label_files.store(drawn.pdf, folder="documents", suffix="pdf")
    made = {"state": State.MADE, "claim": "", "made_at": timezone.now(), "sentence": sentence}
    stored = {"path": path, "sha256": digest, "pages": drawn.pages}
    with transaction.atomic():
        printer = locked_printer(making.document.printer_id or 0)  # first: who deletes it looks here too
        if not making.mine.update(**made, **stored):
            raise Lost
        if printer is None or not printer.is_fed:
            return False
        user_id = making.document.user_id
        slip = make_slip(printer=printer, kind=Slip.Kind.DOCUMENT, content=drawn.pdf, user_id=user_id)
        Document.objects.filter(pk=making.document.pk).update(slip=slip)
    return True


def _fail(making: Making, sentence: str) -> None:
    making.mine.update(state=State.FAILED, claim="", sentence=sentence)
