"""Slips: paper that is not a label, such as the test page or the slip after a batch. Each is made for one
printer and sent at most once, and nobody has to confirm that it printed."""

import logging
from dataclasses import replace
from secrets import token_hex

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation

from backoffice.compiled import Compiled
from packages_ui.drawing import draw
from packages_ui.drawing.errors import Busy
from packages_ui.labels.errors import LabelError
from packages_ui.labels.media import Media
from packages_ui.labels.papers import Printable
from packages_ui.labels.papers import Slip as Drawing
from packages_ui.messages import printing
from packages_ui.models import LabelBatch, Lease, Printer, PrintJob, Slip, UserLanguage
from packages_ui.printers.errors import PrinterError
from packages_ui.services import label_files
from packages_ui.services.errors import PrinterGone
from packages_ui.services.label_files import FileLost
from packages_ui.services.locks import locked_printer
from packages_ui.services.printing import ledger
from packages_ui.services.printing.connection import LeaseGuard, PrinterConnection, media_of
from packages_ui.services.printing.queue import OPEN
from packages_ui.services.printing.stations import names_on

logger = logging.getLogger(__name__)
JobState = PrintJob.State
MISSING = Q(state__in=(JobState.FAILED, JobState.UNKNOWN)) | Q(state=JobState.READY) & ~Q(question="")
State = Slip.State


def next_wanted(printer: Printer) -> Slip | None:
    """The oldest that waits for it."""
    return next(iter(NEXT_WANTED.objects(printer=printer.pk)), None)


NEXT_WANTED = Compiled(
    lambda *, printer: Slip.objects.filter(printer=printer, state=State.WANTED).order_by("pk")[:1]
)


def send_wanted(
    conn: PrinterConnection, guard: LeaseGuard, jobs: list[PrintJob], slip: Slip | None = None
) -> bool:
    """Send `slip`, or the oldest that waits, if the printer can take one more on top of `jobs`; whether one
    was sent, or failed."""
    slip = slip or next_wanted(conn.printer)
    if slip is None or not conn.has_room(jobs) or not guard.holds():
        return False
    ledger.durably()
    begun = Slip.objects.filter(pk=slip.pk, state=State.WANTED)
    if begun.update(state=State.SENDING, sending_at=timezone.now()):
        _send(slip, conn, guard, conn.count_before(jobs))
    return True


def abandon(*, printer_id: int | None = None) -> int:
    """sending → failed for slips whose sender has died; how many. A caller that names a printer holds its
    lease."""
    rows = Slip.objects.filter(state=State.SENDING)
    if printer_id is not None:
        return rows.filter(printer=printer_id).update(
            state=State.FAILED, sentence=printing.SLIP_SENDER_DIED()
        )
    names = {ledger.lease_name(pk): pk for pk in rows.values_list("printer", flat=True).distinct()}
    if not names:
        return 0
    held = Lease.objects.filter(name__in=names, until__gte=timezone.now()).values_list("name", flat=True)
    dead = set(names) - set(held)
    return rows.filter(printer__in=[names[name] for name in dead]).update(
        state=State.FAILED, sentence=printing.SLIP_SENDER_DIED()
    )


def counted_up_to(printer: Printer) -> int:
    """What the printer's label counter shows once all its slips are printed: the last is counted last."""
    sent = Slip.objects.filter(printer=printer, state=State.SENT, count_after__isnull=False)
    return sent.order_by("-id").values_list("count_after", flat=True).first() or 0


def separator(job: PrintJob, printer: Printer) -> bytes:
    """The slip that goes before the first label of a batch or a carrier (PDF), in its owner's language."""
    with translation.override(UserLanguage.of(job.batch.owner_id)):
        lines = (str(job.batch), f"{timezone.localtime(job.batch.created_at):%d.%m.%Y}")
    return draw.draw_slip(Drawing(title=job.heading, lines=lines), size=upright(printer).size)


def _send(slip: Slip, conn: PrinterConnection, guard: LeaseGuard, count: int | None) -> None:
    sending = Slip.objects.filter(pk=slip.pk, state=State.SENDING)
    try:
        printable = _prepared(slip, conn)
        conn.send(printable, handle=f"slip-{slip.pk}-{token_hex(4)}", until=guard.until)
    except PrinterError as error:
        state = State.WANTED if error.may_send_again else State.FAILED
        sending.update(state=state, sentence=error.sentence)
    except Busy:
        sending.update(state=State.WANTED)
    except FileLost:
        sending.update(state=State.FAILED, sentence=printing.SLIP_LOST())
    except LabelError as error:
        sending.update(state=State.FAILED, sentence=printing.SLIP_UNFIT() + error.sentence)
    else:
        after = None if count is None else count + printable.pieces
        sending.update(state=State.SENT, sent_at=timezone.now(), sentence="", count_after=after)


def _prepared(slip: Slip, conn: PrinterConnection) -> Printable:
    content = label_files.load(slip.path, digest=slip.sha256)
    is_document = slip.kind == Slip.Kind.DOCUMENT
    printable = conn.prepare_document(content) if is_document else conn.prepare(content, "pdf")
    return printable if slip.copies == 1 else conn.copied(printable, slip.copies)


def make_slip(
    *,
    printer: Printer,
    kind: Slip.Kind,
    content: bytes,
    user_id: int | None,
    copies: int = 1,
    key: str | None = None,
) -> Slip:
    """For a browser's printer the row is `sent` at once: the person's own browser opens the PDF, which has
    all copies. Raises OSError where it cannot be stored, PrinterGone, and IntegrityError where `key` has
    its slip; nothing was made then."""
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
            copies=copies,
            key=key,
            state=State.WANTED if now.is_fed else State.SENT,
            sent_at=None if now.is_fed else timezone.now(),
            asked_by_id=user_id,
        )


def upright(printer: Printer) -> Media:
    """The paper as labels are read on it: turned where labels are rotated by 90 degrees."""
    media = media_of(printer)
    turned = printer.is_fed and printer.turn % 180
    return replace(media, size=media.size.turned()) if turned else media


def where(printer: Printer) -> str:
    """The stations that it prints for, as text for the paper."""
    return ", ".join(names_on(printer=printer)) or str(printing.SLIP_NO_STATION())


def end_batch(*, batch: LabelBatch, printer: Printer) -> Slip | None:
    """Request the end slip, once for a batch; None where none is wanted, nothing is missing, or the batch
    continues later."""
    if batch.slips == LabelBatch.Slips.NONE or batch.jobs.filter(OPEN).exists():
        return None
    missing = list(batch.jobs.filter(MISSING).order_by("position", "copy"))
    if not missing:
        return None
    try:
        pdf = _draw_end_slip(batch, missing, printer)
    except (LabelError, Busy):
        logger.warning("The end slip of batch %s could not be drawn.", batch.pk)
        return None
    path, digest = label_files.store(pdf, folder="slips", suffix="pdf")
    try:
        with transaction.atomic():
            return Slip.objects.create(
                printer=printer, kind=Slip.Kind.END, batch=batch, path=path, sha256=digest
            )
    except IntegrityError:  # it has had its slip
        return None


def _draw_end_slip(batch: LabelBatch, missing: list[PrintJob], printer: Printer) -> bytes:
    count = batch.jobs.filter(copy=1).count()
    with translation.override(UserLanguage.of(batch.owner_id)):
        title = str(printing.LABELS_MISSING(count=len(missing)))
        rows = tuple((job.package_number, str(job.question or job.reason)) for job in missing)
        lines = (str(batch), str(printing.OF_LABELS(count=count)))
    return draw.draw_slip(Drawing(title=title, lines=lines, rows=rows), size=upright(printer).size)


def print_test_page(*, printer: Printer, user_id: int) -> Slip:
    """As large as the paper, with a frame that has to print whole. Raises LabelError, Busy or OSError where
    it cannot be made."""
    content = _draw_test_page(printer)
    return make_slip(printer=printer, kind=Slip.Kind.TEST, content=content, user_id=user_id)


def _draw_test_page(printer: Printer) -> bytes:
    size = f"{printer.width_mm} × {printer.height_mm} mm, {printer.dpi} dpi"
    turn = printer.get_turn_display()
    when = timezone.localtime().strftime("%d.%m.%Y %H:%M")
    return draw.draw_test_page(
        media=upright(printer),
        lines=(printer.name, where(printer), f"{size}, {turn}", when),
        barcode_text=f"TEST-{printer.pk}",
    )
