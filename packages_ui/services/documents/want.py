"""Request a document: the same request twice gives one document. A worker makes it. For a made one: its
bytes, another copy on paper, and what a person requested last."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from backoffice.compiled import Compiled
from packages_ui.messages import documents as messages
from packages_ui.messages.message import Message, Template
from packages_ui.models import CartSlot, Document, Handover, LabelBatch, Printer, PrintJob, Slip, Station
from packages_ui.services import label_files
from packages_ui.services.errors import InvalidDocument
from packages_ui.services.label_files import FileLost
from packages_ui.services.marks.stops import sentence_of, stops_of
from packages_ui.services.printing.slips import make_slip

MOST_PACKAGES = 1000
MOST_SLOTS = 200  # boxes on one cart
Kind = Document.Kind
OF_PACKAGES = (Kind.PICK_LIST, Kind.PACKING_SLIP)
State = Document.State


def want(
    *,
    kind: str,
    about: Mapping[str, Any],
    user_id: int,
    key: str,
    paper: str,
    language: str,
    is_reversed: bool = False,
    with_prices: bool = False,
    cart: int = 0,
    station: Station | None = None,
    printer: Printer | None = None,
) -> Document:
    """The document for this `key` of the requesting page and these options: a second press finds the first.

    `cart`: how many boxes are on the cart of a pick list. `about`: {"numbers": [...]} or {"batch": id} for a
    pick list and packing slips, {"station": id}, {"handover": id}, nothing for a command sheet. A fed
    `printer` prints it once it is made. Wake the worker afterwards. Raises InvalidDocument.
    """
    _check(kind, paper, language)
    subject = _subject(kind, about)
    options = repr(
        (user_id, kind, subject, paper, language, is_reversed, with_prices, cart, printer and printer.pk)
    )
    fields = {
        "kind": kind,
        "about": subject,
        "paper": paper,
        "language": language,
        "is_reversed": is_reversed and kind in OF_PACKAGES,
        "with_prices": with_prices and kind == Kind.PACKING_SLIP,
        "cart": min(cart, MOST_SLOTS) if kind == Kind.PICK_LIST else 0,
        "total": len(subject.get("numbers", ())),
        "user_id": user_id,
        "station": station,
        "printer": printer,
    }
    # a page left open sends its old key: with other options it must not find the old document
    unique = sha256(f"{key}\n{options}".encode()).hexdigest()
    with transaction.atomic():
        document, made = Document.objects.get_or_create(key=unique, defaults=fields)
        if made and document.cart:
            _number_boxes(document)
    return document


def _number_boxes(document: Document) -> None:
    """In the order of the labels; what does not fit on a cart goes on the next one."""
    places = (divmod(place, document.cart) for place in range(document.total))
    CartSlot.objects.bulk_create(
        CartSlot(document=document, package_number=number, cart=cart + 1, slot=slot + 1)
        for number, (cart, slot) in zip(document.about["numbers"], places, strict=True)
    )


def _check(kind: str, paper: str, language: str) -> None:
    options = (
        (kind, Kind, messages.UNKNOWN_KIND),
        (paper, Document.Paper, messages.UNKNOWN_PAPER),
        (language, Document.Language, messages.UNKNOWN_LANGUAGE),
    )
    for value, choices, unknown in options:
        if value not in choices.values:
            raise InvalidDocument(unknown())


def _subject(kind: str, about: Mapping[str, Any]) -> dict[str, Any]:
    match kind:
        case Kind.COMMAND_SHEET:
            return {}
        case Kind.STATION_SLIP:
            return {"station": _existing(Station.objects.all(), about.get("station"), messages.NO_STATION)}
        case Kind.HANDOVER_LIST:
            return {
                "handover": _existing(Handover.objects.all(), about.get("handover"), messages.NO_HANDOVER)
            }
        case _ if about.get("batch"):
            batch = _existing(LabelBatch.objects.all(), about["batch"], messages.NO_BATCH)
            return {"batch": batch, "numbers": _numbers(_in_batch(batch))}
        case _:
            return {"numbers": _numbers(about.get("numbers", ()))}


def _existing(rows: QuerySet[Any], pk: object, missing: Template) -> int:
    number = int(text) if (text := str(pk)).isdecimal() and len(text) < 18 else 0
    if not rows.filter(pk=number).exists():
        raise InvalidDocument(missing())
    return number


def _in_batch(batch: int) -> list[str]:
    """In the order of their labels."""
    jobs = PrintJob.objects.filter(batch=batch, copy=1).order_by("position")
    return list(jobs.values_list("package_number", flat=True))


def _numbers(given: Sequence[str]) -> list[str]:
    numbers = list(dict.fromkeys(number.strip() for number in given if number.strip()))
    if not numbers:
        raise InvalidDocument(messages.NO_PACKAGE())
    if len(numbers) > MOST_PACKAGES:
        raise InvalidDocument(messages.TOO_MANY(count=len(numbers), most=MOST_PACKAGES))
    if any(len(number) > 64 or not number.isprintable() for number in numbers):
        raise InvalidDocument(messages.NO_NUMBER())
    return numbers


def left_out(*, numbers: Collection[str]) -> dict[str, Message]:
    """Packages that stand on no paper, and why: those that are held or cancelled. One query."""
    return {number: sentence_of(stop) for number, stop in stops_of(numbers=numbers).items()}


def missing_on(document: Document) -> list[str]:
    """Packages that it was requested for and that are not on it: it can be requested again for those."""
    if document.kind not in OF_PACKAGES or document.state not in (State.MADE, State.FAILED):
        return []
    everything = document.about["numbers"] if document.state == State.FAILED else []
    return list(document.about.get("missing", everything))


def load(*, document: Document) -> bytes:
    """The PDF. Raises InvalidDocument where there is none."""
    if document.state != State.MADE:
        raise InvalidDocument(messages.NOT_MADE())
    try:
        return label_files.load(document.path, digest=document.sha256)
    except FileLost as error:
        raise InvalidDocument(messages.LOST()) from error


def print_copy(*, document: Document, printer: Printer, user_id: int) -> Slip:
    """Print it on a fed printer, again where it was printed before; wake the feeder afterwards. Raises
    InvalidDocument or OSError."""
    content = load(document=document)
    with transaction.atomic():
        slip = make_slip(printer=printer, kind=Slip.Kind.DOCUMENT, content=content, user_id=user_id)
        Document.objects.filter(pk=document.pk, state=State.MADE).update(slip=slip, printer=printer)
    return slip


def last_of(*, user_id: int) -> tuple[str, str] | None:
    """Paper and language of the person's last document: the next one most likely has the same."""
    return next(iter(LAST.rows(user_id=user_id)), None)


def _last(*, user_id: int) -> QuerySet[Document, Any]:
    return Document.objects.filter(user_id=user_id).order_by("-id").values_list("paper", "language")[:1]


LAST = Compiled(_last)
