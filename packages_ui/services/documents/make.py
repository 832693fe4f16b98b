"""Make requested documents, one after the other, and send them to their printers. A lease says which worker
makes which document; when the worker dies, another one takes over."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.db import close_old_connections, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Drawn
from packages_ui.messages import common
from packages_ui.messages import documents as messages
from packages_ui.messages.message import Message, message
from packages_ui.models import Document, Lease, Slip
from packages_ui.services import label_files, lease
from packages_ui.services.documents import drawing
from packages_ui.services.documents.read_packages import Read, read_packages
from packages_ui.services.documents.want import OF_PACKAGES, left_out
from packages_ui.services.errors import InvalidDocument
from packages_ui.services.locks import locked_printer
from packages_ui.services.printing.slips import make_slip

logger = logging.getLogger(__name__)
Kind = Document.Kind
State = Document.State
SLOTS = 2  # so that a command sheet does not wait for 300 packing slips
MOST_NAMED = 10  # packages in a message
LEASE_SECONDS = 15
NOTE_SECONDS = 0.5


class Lost(Exception):
    """The lease expired: another worker has the document, and this one may not write to it any more."""


@dataclass
class Work:
    """A document while this worker makes it."""

    document: Document
    token: str
    renewed_at: float = field(default_factory=monotonic)

    @property
    def row(self) -> QuerySet[Document]:
        """The row, while this worker has it."""
        return Document.objects.filter(pk=self.document.pk, state=State.MAKING, claim=self.token)

    def note(self, done: int) -> None:
        """Save how many packages are done, twice a second. Raises Lost."""
        if monotonic() - self.renewed_at >= NOTE_SECONDS:
            self.renew(done=done)

    def renew(self, **fields: Any) -> None:
        """Write to the row and renew the lease. Raises Lost."""
        self.renewed_at = monotonic()
        close_old_connections()
        if not lease.renew(token=self.token, seconds=LEASE_SECONDS) or not self.row.update(**fields):
            raise Lost


def take() -> Work | None:
    """Claim the oldest waiting document; None where there is none, or enough workers make others."""
    token = next(filter(None, (lease.take(name=name, seconds=LEASE_SECONDS) for name in _slots())), None)
    if token is None:
        return None
    if document := _claim(token):
        return Work(document, token)
    lease.release(token=token)
    return None


def release(work: Work) -> None:
    """Free the slot; an unfinished document waits again."""
    work.row.update(state=State.WANTED, claim="", done=0)
    lease.release(token=work.token)


def abandon() -> None:
    """Documents whose worker has died wait again."""
    dead = Document.objects.filter(state=State.MAKING).exclude(claim__in=lease.live_tokens())
    dead.update(state=State.WANTED, claim="", done=0)


def wanted() -> QuerySet[Document]:
    """Documents that wait for a worker, the oldest first."""
    return Document.objects.filter(state=State.WANTED).order_by("id")


def free_slots() -> int:
    """How many workers could start a document now."""
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
    """Make the oldest waiting document. `on_slip` is called when its slip waits for a printer. Returns
    whether more are waiting. A faulty document raises nothing."""
    work = take()
    if work is None:
        return False
    with lease.kept(token=work.token, seconds=LEASE_SECONDS):
        try:
            if _make(work):
                on_slip()
        except Busy:  # no process is free to draw it; the sweep tries again
            return False
        finally:
            release(work)
    return wanted().exists()


def _make(work: Work) -> bool:
    """Whether a slip waits for a printer now."""
    try:
        drawn, missing = _draw(work)
        return _keep(work, drawn, missing)
    except Lost:
        logger.warning("Document %s was taken over by another worker.", work.document.pk)
    except Busy:
        raise
    except Undrawable:
        _fail(work, messages.TOO_MUCH())
    except InvalidDocument as error:
        _fail(work, message(error.sentence))
    except LabelError as error:
        _fail(work, message(str(error)))
    except OSError as error:
        _fail(work, messages.NO_DISK(reason=error.strerror or common.DISK_REFUSED()))
    except Exception:  # an unexpected error of one document must not stop the others
        logger.exception("Document %s could not be made.", work.document.pk)
        _fail(work, messages.UNFORESEEN())
    return False


def _draw(work: Work) -> tuple[Drawn, list[Read]]:
    """The PDF, and what is missing on it."""
    document = work.document
    if document.kind not in OF_PACKAGES:
        draw: Callable[[Document], Drawn] = getattr(drawing, document.kind)
        return draw(document), []
    read = _read(work)
    missing = [row for row in read if row.snapshot is None]
    if document.kind == Kind.PICK_LIST:
        return drawing.pick_list(document, read), missing
    slips = [drawing.packing_slip(row.snapshot) for row in read if row.snapshot]
    return drawing.packing_slips(document, slips[:: -1 if document.is_reversed else 1]), missing


def _read(work: Work) -> list[Read]:
    """All, those that are stopped unread. Raises InvalidDocument where none is left."""
    numbers = work.document.about["numbers"]
    stopped = left_out(numbers=numbers)
    with translation.override(work.document.language):  # in which Seller Center says what it refuses
        read = read_packages(
            numbers=[number for number in numbers if number not in stopped], on_read=work.note
        )
    if not any(row.snapshot for row in read):
        none = messages.NONE_READ() + read[0].problem + common.TRY_AGAIN() if read else messages.ALL_STOPPED()
        raise InvalidDocument(none)
    work.renew(done=len(numbers))
    by_number = {row.number: row for row in read}
    by_number |= {number: Read(number=number, problem=problem) for number, problem in stopped.items()}
    return [by_number[number] for number in numbers]


def _unread(unread: Sequence[Read], total: int) -> Message:
    if not unread:
        return message("")
    text = messages.SOME_UNREAD(count=len(unread), total=total)
    for row in unread[:MOST_NAMED]:
        text += messages.UNREAD_ONE(number=row.number, problem=row.problem)
    return text + messages.MORE_UNREAD() if len(unread) > MOST_NAMED else text


def _keep(work: Work, drawn: Drawn, missing: Sequence[Read]) -> bool:
    path, digest = label_files.store(drawn.pdf, folder="documents", suffix="pdf")
    made: dict[str, Any] = {"state": State.MADE, "claim": "", "made_at": timezone.now()}
    made["sentence"] = _unread(missing, work.document.total)
    if missing:
        made["about"] = work.document.about | {"missing": [row.number for row in missing]}
    stored = {"path": path, "sha256": digest, "pages": drawn.pages}
    with transaction.atomic():
        printer = locked_printer(work.document.printer_id or 0)  # first, as in deleting a printer
        if not work.row.update(**made, **stored):
            raise Lost
        if printer is None or not printer.is_fed:
            return False
        user_id = work.document.user_id
        slip = make_slip(printer=printer, kind=Slip.Kind.DOCUMENT, content=drawn.pdf, user_id=user_id)
        Document.objects.filter(pk=work.document.pk).update(slip=slip)
    return True


def _fail(work: Work, sentence: Message) -> None:
    work.row.update(state=State.FAILED, claim="", sentence=sentence)
