"""Invoices on paper: each is printed once by itself, and again on request."""

from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from packages_ui.messages import invoices as messages
from packages_ui.models import Act, Invoice, Printer, Slip
from packages_ui.services import audit, label_files
from packages_ui.services.errors import PrinterGone
from packages_ui.services.invoices.address import address_of, digest_of
from packages_ui.services.label_files import FileLost
from packages_ui.services.locks import locked_printer
from packages_ui.services.printing.slips import make_slip

State = Invoice.State


def want(*, number: str) -> Invoice:
    """The row of its invoice, fetched again where its address has changed. Wake the worker afterwards."""
    now, url_digest = timezone.now(), digest_of(address_of(number))
    fresh = {"wanted_at": now, "due_at": now, "url_digest": url_digest}
    row, made = Invoice.objects.get_or_create(package_number=number, defaults=fresh)
    if made:
        return row
    if row.is_ahead:
        _hurry(row)
    is_other = bool(url_digest) and url_digest != row.url_digest
    if is_other or (row.state == State.WANTED and row.due_at is None):
        _refetch(row, slip=None if is_other else row.slip_id)
    return row


def request_print(*, number: str, printer: Printer) -> Slip | None:
    """Print it once, there, as soon as it is kept; one that waits for another printer comes here. The slip
    that was made, if one was."""
    row = want(number=number)
    if row.slip_id:
        waits = Slip.objects.filter(pk=row.slip_id, state=Slip.State.WANTED)
        waits.exclude(printer=printer).update(printer=printer)
        return None
    if not printer.is_fed:  # a person opens it
        return None
    unprinted = Invoice.objects.filter(pk=row.pk, slip=None)
    unprinted.update(printer=printer)
    unprinted.exclude(state=State.REFUSED).update(due_at=timezone.now())
    try:
        return print_kept(pk=row.pk)
    except OSError:  # a worker tries again
        return None


def print_kept(*, pk: int) -> Slip | None:
    """The slip that was made, for one that is kept and that a printer waits for. Safe to call at any time, in
    any number of processes."""
    row = Invoice.objects.filter(pk=pk, state=State.KEPT).first()
    if row is None:
        return None
    if row.printer_id is None or row.slip_id:
        Invoice.objects.filter(pk=pk, state=State.KEPT, printer=row.printer_id).update(due_at=None)
        return None
    content = load(row)
    if content is None:
        return None
    with transaction.atomic():
        printer = locked_printer(row.printer_id)
        mine = Invoice.objects.filter(pk=pk, state=State.KEPT, slip=None, printer=row.printer_id)
        if not mine.update(printer=None, due_at=None) or printer is None:
            return None
        slip = make_slip(printer=printer, kind=Slip.Kind.DOCUMENT, content=content, user_id=None)
        Invoice.objects.filter(pk=pk).update(slip=slip)
    return slip


def print_again(*, number: str, printer: Printer, user_id: int | None, key: str) -> Slip | None:
    """On a person's request, on paper before or not; the same `key` prints once. None where it is fetched
    first. Raises PrinterGone or OSError. One that still waits for its printer is not printed twice."""
    row = want(number=number)
    content = load(row) if row.state == State.KEPT else None
    if content is None:
        _fetch_first(row, printer, user_id)
        return None
    unique = sha256(repr(("invoice", key, user_id, number)).encode()).hexdigest()
    try:
        with transaction.atomic():
            return _print(row, printer, content, user_id=user_id, key=unique)
    except IntegrityError:
        return Slip.objects.select_related("printer").filter(key=unique).first()


def _print(row: Invoice, printer: Printer, content: bytes, *, user_id: int | None, key: str) -> Slip:
    if locked_printer(printer.pk) is None:
        raise PrinterGone
    now = Invoice.objects.select_for_update(no_key=True).get(pk=row.pk)  # printed just now by itself?
    waits = Slip.objects.filter(pk=now.slip_id or 0, state=Slip.State.WANTED)
    if printer.is_fed and waits.update(printer=printer):
        return waits.select_related("printer").get()
    slip = make_slip(printer=printer, kind=Slip.Kind.DOCUMENT, content=content, user_id=user_id, key=key)
    Invoice.objects.filter(pk=row.pk).update(slip=slip, printer=None)
    audit.note(
        Act.Verb.PRINT_INVOICE,
        user_id=user_id,
        number=row.package_number,
        after={"printer": printer.pk, "slip": slip.pk},
    )
    return slip


def _fetch_first(row: Invoice, printer: Printer, user_id: int | None) -> None:
    with transaction.atomic():
        _refetch(row, slip=None, printer=printer.pk if printer.is_fed else None)
        after = {"printer": printer.pk}
        audit.note(Act.Verb.PRINT_INVOICE, user_id=user_id, number=row.package_number, after=after)


def retry(*, number: str) -> None:
    """Fetch one that is not kept at once, also where it was refused."""
    row = want(number=number)
    if row.state != State.KEPT:
        _refetch(row, slip=row.slip_id, printer=row.printer_id)


def give_up(*, number: str) -> None:
    """Its box is closed: nothing prints it any more by itself."""
    rows = Invoice.objects.filter(package_number=number)
    rows.update(printer=None, due_at=None)
    waits = Slip.objects.filter(pk__in=rows.values("slip"), state=Slip.State.WANTED)
    waits.update(state=Slip.State.FAILED, sentence=messages.GIVEN_UP())


def load(row: Invoice) -> bytes | None:
    """The PDF; None where its file is missing, and it is fetched again."""
    try:
        return label_files.load(row.path, digest=row.sha256)
    except FileLost:
        lost = Invoice.objects.filter(pk=row.pk, state=State.KEPT, sha256=row.sha256)
        lost.update(state=State.WANTED, path="", sha256="", due_at=timezone.now())
        return None


def _refetch(row: Invoice, *, slip: int | None, printer: int | None = None) -> None:
    """Its address is requested from Seller Center: the copy may be behind."""
    now = timezone.now()
    fields = {"state": State.WANTED, "tries": 0, "wanted_at": now, "due_at": now, "slip_id": slip}
    Invoice.objects.filter(pk=row.pk).update(
        **fields, printer_id=printer, reason="", url_digest="", is_ahead=False
    )
    row.refresh_from_db()


def _hurry(row: Invoice) -> None:
    """It was requested ahead; now somebody waits for it."""
    ahead, now = Invoice.objects.filter(pk=row.pk, is_ahead=True), timezone.now()
    not_kept = ahead.filter(state=State.WANTED)
    if not not_kept.update(is_ahead=False, tries=0, wanted_at=now, due_at=now):
        ahead.update(is_ahead=False)
    row.refresh_from_db()
