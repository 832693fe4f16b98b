"""Slips: paper that is not a label. Each is sent at most once, and nobody is asked what became of it."""

from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.errors import Busy
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Printable
from packages_ui.labels.papers import Slip as Drawing
from packages_ui.models import Lease, Printer, PrintJob, Slip
from packages_ui.printers.errors import PrinterError
from packages_ui.services import label_files
from packages_ui.services.label_files import FileLost
from packages_ui.services.printing import ledger
from packages_ui.services.printing.fence import Fence
from packages_ui.services.printing.link import Link
from packages_ui.services.printing.slip_make import upright

State = Slip.State
UNFIT = "It cannot be printed on this printer, and nothing was printed. {why}"
DIED = (
    "The worker that sent it has died, so it may or may not have come out. If it did not, ask for it again."
)
LOST = "The stored slip is gone. Nothing was printed; ask for it again."


def next_wanted(printer: Printer) -> Slip | None:
    """The oldest that waits for it."""
    return Slip.objects.filter(printer=printer, state=State.WANTED).first()


def send_wanted(link: Link, fence: Fence, jobs: list[PrintJob], slip: Slip | None = None) -> bool:
    """Send `slip`, or the oldest that waits, if the printer can take one more on top of `jobs`; whether one
    was dealt with."""
    slip = slip or next_wanted(link.printer)
    if slip is None or not link.has_room(jobs) or not fence.holds():
        return False
    ledger.durably()
    begun = Slip.objects.filter(pk=slip.pk, state=State.WANTED)
    if begun.update(state=State.SENDING, sending_at=timezone.now()):
        _send(slip, link, fence, link.count_before(jobs))
    return True


def abandon(*, printer_id: int | None = None) -> int:
    """sending → failed for slips whose sender has died; how many. Whoever names a printer holds its lease."""
    rows = Slip.objects.filter(state=State.SENDING)
    if printer_id is not None:
        return rows.filter(printer=printer_id).update(state=State.FAILED, sentence=DIED)
    names = {ledger.lease_name(pk): pk for pk in rows.values_list("printer", flat=True).distinct()}
    if not names:
        return 0
    held = Lease.objects.filter(name__in=names, until__gte=timezone.now()).values_list("name", flat=True)
    dead = set(names) - set(held)
    return rows.filter(printer__in=[names[name] for name in dead]).update(state=State.FAILED, sentence=DIED)


def counted_up_to(printer: Printer) -> int:
    """What the printer's label counter says once all its slips have come out: the last is counted last."""
    sent = Slip.objects.filter(printer=printer, state=State.SENT, count_after__isnull=False)
    return sent.order_by("-id").values_list("count_after", flat=True).first() or 0


def separator(job: PrintJob, printer: Printer) -> bytes:
    """The slip that goes before the first label of a batch or a carrier (PDF)."""
    lines = (str(job.batch), f"{job.batch.created_at:%d.%m.%Y}")
    return draw.draw_slip(Drawing(title=job.heading, lines=lines), size=upright(printer).size)


def _send(slip: Slip, link: Link, fence: Fence, count: int | None) -> None:
    sending = Slip.objects.filter(pk=slip.pk, state=State.SENDING)
    try:
        printable = _prepared(slip, link)
        link.send(printable, handle=f"slip-{slip.pk}", until=fence.until)
    except PrinterError as error:
        state = State.WANTED if error.may_send_again else State.FAILED
        sending.update(state=state, sentence=error.sentence)
    except Busy:
        sending.update(state=State.WANTED)
    except FileLost:
        sending.update(state=State.FAILED, sentence=LOST)
    except LabelError as error:
        sending.update(state=State.FAILED, sentence=UNFIT.format(why=error))
    else:
        after = None if count is None else count + printable.pieces
        sending.update(state=State.SENT, sent_at=timezone.now(), sentence="", count_after=after)


def _prepared(slip: Slip, link: Link) -> Printable:
    content = label_files.load(slip.path, digest=slip.sha256)
    return link.prepare_document(content) if slip.kind == Slip.Kind.DOCUMENT else link.prepare(content, "pdf")
