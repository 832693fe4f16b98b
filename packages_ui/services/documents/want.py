"""Ask for a document: once for one wish. A worker makes it. Of one that is made: its bytes, once more on
paper, and what its owner asked for last."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from packages_ui.models import Document, Handover, LabelBatch, Printer, PrintJob, Slip, Station
from packages_ui.services import label_files
from packages_ui.services.errors import InvalidDocument
from packages_ui.services.label_files import FileLost
from packages_ui.services.printing.slips import make_slip

MOST_PACKAGES = 1000
Kind = Document.Kind
OF_PACKAGES = (Kind.PICK_LIST, Kind.PACKING_SLIP)
UNKNOWN = "There is no such {what}. Nothing was made; choose again."
NO_PACKAGE = "No package is selected. Nothing was made; tick at least one."
TOO_MANY = "{count:,} packages are selected; a document takes {most:,}. Nothing was made; make two of them."
NO_NUMBER = "One of the package numbers is not a package number. Nothing was made."
GONE = "The {what} that this should be about is not there (any more). Nothing was made."
State = Document.State
NOT_MADE = "This document is not made yet. Nothing was printed; wait for it."
LOST = "The stored document is gone. Nothing was printed; ask for it again where you asked for it."


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
    station: Station | None = None,
    printer: Printer | None = None,
) -> Document:
    """The document for this `key` of the asking page and these very wishes: a second press finds the first.

    `about`: {"numbers": [...]} or {"batch": id} for a pick list and packing slips, {"station": id},
    {"handover": id}, nothing for a command sheet. A fed `printer` prints it once it is made. Wake the worker
    afterwards. Raises InvalidDocument.
    """
    _check(kind, paper, language)
    subject = _subject(kind, about)
    wish = repr((user_id, kind, subject, paper, language, is_reversed, with_prices, printer and printer.pk))
    fields = {
        "kind": kind,
        "about": subject,
        "paper": paper,
        "language": language,
        "is_reversed": is_reversed and kind in OF_PACKAGES,
        "with_prices": with_prices and kind == Kind.PACKING_SLIP,
        "total": len(subject.get("numbers", ())),
        "user_id": user_id,
        "station": station,
        "printer": printer,
    }
    # a page left open bears its old key: with another wish it must not find the old document
    unique = sha256(f"{key}\n{wish}".encode()).hexdigest()
    return Document.objects.get_or_create(key=unique, defaults=fields)[0]


def _check(kind: str, paper: str, language: str) -> None:
    asked = (
        ("document", kind, Kind),
        ("paper", paper, Document.Paper),
        ("language", language, Document.Language),
    )
    for what, value, choices in asked:
        if value not in choices.values:
            raise InvalidDocument(UNKNOWN.format(what=what))


def _subject(kind: str, about: Mapping[str, Any]) -> dict[str, Any]:
    match kind:
        case Kind.COMMAND_SHEET:
            return {}
        case Kind.STATION_SLIP:
            return {"station": _existing(Station.objects.all(), about.get("station"), "station")}
        case Kind.HANDOVER_LIST:
            return {"handover": _existing(Handover.objects.all(), about.get("handover"), "handover")}
        case _ if about.get("batch"):
            batch = _existing(LabelBatch.objects.all(), about["batch"], "batch")
            return {"batch": batch, "numbers": _numbers(_in_batch(batch))}
        case _:
            return {"numbers": _numbers(about.get("numbers", ()))}


def _existing(rows: QuerySet[Any], pk: object, what: str) -> int:
    number = int(text) if (text := str(pk)).isdecimal() and len(text) < 18 else 0
    if not rows.filter(pk=number).exists():
        raise InvalidDocument(GONE.format(what=what))
    return number


def _in_batch(batch: int) -> list[str]:
    """In the order of their labels."""
    jobs = PrintJob.objects.filter(batch=batch, copy=1).order_by("position")
    return list(jobs.values_list("package_number", flat=True))


def _numbers(given: Sequence[str]) -> list[str]:
    numbers = list(dict.fromkeys(number.strip() for number in given if number.strip()))
    if not numbers:
        raise InvalidDocument(NO_PACKAGE)
    if len(numbers) > MOST_PACKAGES:
        raise InvalidDocument(TOO_MANY.format(count=len(numbers), most=MOST_PACKAGES))
    if any(len(number) > 64 or not number.isprintable() for number in numbers):
        raise InvalidDocument(NO_NUMBER)
    return numbers


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
