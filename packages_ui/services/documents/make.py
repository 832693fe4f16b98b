"""Make wanted documents, one after the other, and send them to the printer that they are for."""

import logging
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Drawn
from packages_ui.models import Document, Slip
from packages_ui.services import label_files, lease
from packages_ui.services.documents import drawing
from packages_ui.services.documents.making import LEASE_SECONDS, Lost, Making, leave, take, wanted
from packages_ui.services.documents.read_packages import Read, read_packages
from packages_ui.services.documents.want import OF_PACKAGES
from packages_ui.services.errors import InvalidDocument
from packages_ui.services.locks import locked_printer
from packages_ui.services.printing.slip_make import make_slip

logger = logging.getLogger(__name__)
State, Kind = Document.State, Document.Kind
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
