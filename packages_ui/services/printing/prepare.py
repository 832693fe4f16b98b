"""A label made ready for one printer: turned into its language, and read back before the paper does."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from packages_ui.drawing.errors import Busy
from packages_ui.labels.compare import matches
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Printable
from packages_ui.models import Label, Printer, PrintJob
from packages_ui.services import label_files
from packages_ui.services.label_files import FileLost
from packages_ui.services.packages import package_cache
from packages_ui.services.printing import ledger, papers
from packages_ui.services.printing.carrier_dpi import made_for
from packages_ui.services.printing.connection import Link, media_of
from packages_ui.services.printing.slips import separator

logger = logging.getLogger(__name__)
State, Check, Unread = PrintJob.State, Printer.Check, Printer.Unread
MOST_ATTEMPTS = 3
UNFORESEEN = (
    "Something unexpected went wrong while this label was made ready for the printer. Nothing was sent. "
    "Print our own label and tell an administrator: the log says more."
)
TOO_OFTEN = (
    "The printer was given this label {count} times and never printed it. Look at the printer, then retry, "
    "or print our own label."
)
UNCHECKED = "This label could not be checked: its barcodes were not read."
NOT_HERE = "{} This printer is set not to print such labels. Print our own label, or use another printer."
UNREADABLE = "No barcode of this label can be read at {dpi} dpi."
NOT_AMONG = "The barcodes of this label do not hold the number {codes}. They say: {read}."


@dataclass
class Preparer:
    """Keeps the last label that it made ready: it often waits for the printer. `on_wanted` is called when a
    label has to be fetched anew."""

    link: Link
    on_wanted: Callable[[], object]
    kept: tuple[object, Printable] | None = None

    def prepare(self, job: PrintJob) -> Printable | None:
        """The label as the printer takes it. None where it cannot go now: then its row has been moved, or
        bears a question, or others are drawing."""
        label = job.label
        if label is None or label.stale_at is not None:
            self._fetch_anew(job)
            return None
        if job.attempts >= MOST_ATTEMPTS:
            _fail(job, TOO_OFTEN.format(count=job.attempts))
            return None
        key = (*self._drawn_for(), job.pk, job.label_id, job.heading, job.checked)
        if self.kept is None or self.kept[0] != key:
            self.kept = None
            if (printable := self._make(job, label)) is None:
                return None
            self.kept = (key, printable)
        return self.kept[1]

    def _drawn_for(self) -> tuple[object, ...]:
        """The paper and the rules of the printer as it is kept now: somebody may have just changed them."""
        printer = self.link.printer
        return self.link.language, media_of(printer), printer.check_barcodes, printer.unread

    def _make(self, job: PrintJob, label: Label) -> Printable | None:
        try:
            printable = self._draw(job, label)
        except FileLost:
            self._fetch_anew(job)
            return None
        except LabelError as error:
            _fail(job, str(error))
            return None
        except Busy:  # the row waits where it is
            return None
        except Exception:  # one label that nobody foresaw must not stop the printer
            logger.exception("The label of job %s could not be made ready.", job.pk)
            _fail(job, UNFORESEEN)
            return None
        return printable if self._is_good(job, printable) else None

    def _draw(self, job: PrintJob, label: Label) -> Printable:
        content = label_files.load(label.path, digest=label.sha256)
        dpi = made_for(carrier=label.carrier)
        printable = self.link.prepare(content, label.format, made_for=dpi)
        if not job.heading:
            return printable
        slip = self.link.prepare(separator(job, self.link.printer), "pdf")
        return self.link.together(slip, printable)

    def _fetch_anew(self, job: PrintJob) -> None:
        ready = PrintJob.objects.filter(pk=job.pk)
        ledger.move(ready, State.READY, State.WANTED, label=None, question="", checked=False)
        self.on_wanted()

    def _is_good(self, job: PrintJob, printable: Printable) -> bool:
        """Whether it may be printed unasked."""
        said, how = self._doubt(job, printable)
        if how == Unread.REFUSE:
            _fail(job, NOT_HERE.format(UNCHECKED))
            return False
        if said:
            column = "question" if how == Unread.ASK else "warning"
            PrintJob.objects.filter(pk=job.pk, state=State.READY).update(**{column: said})
        return how == Unread.SEND

    def _doubt(self, job: PrintJob, printable: Printable) -> tuple[str, str]:
        """What is to be said of it, and whether it is sent, asked about or refused."""
        printer = self.link.printer
        wrong = doubts(job, printable, printer)
        if not printable.is_read and wrong:  # what is on it is known to the printer alone
            how = Unread.SEND if job.checked and printer.unread == Unread.ASK else printer.unread
            return UNCHECKED, how
        behind, is_lost = papers.words(job, printable)
        note = f"{printable.note} {behind}".strip()
        if job.checked or printer.check_barcodes == Check.OFF:
            return note, Unread.SEND
        wrong = printable.doubt or wrong
        said = wrong if note in wrong else f"{note} {wrong}".strip()
        asks = (wrong or is_lost) and printer.check_barcodes == Check.ASK
        return said, Unread.ASK if asks else Unread.SEND


def doubts(job: PrintJob, printable: Printable, printer: Printer) -> str:
    """What is wrong with its barcodes, as a sentence; empty when they are as they should be."""
    if not printable.barcodes:
        return UNREADABLE.format(dpi=printer.dpi)
    now = package_cache.of(numbers=[job.package_number]).get(job.package_number)
    codes = list(now.codes) if now and now.codes else [code for code in job.codes.split("\n") if code]
    if not codes or matches(printable.barcodes, codes):
        return ""
    read = ", ".join(text[:60] for text in printable.barcodes[:3])
    return NOT_AMONG.format(codes=" or ".join(codes), read=read)


def _fail(job: PrintJob, reason: str) -> None:
    ledger.move(PrintJob.objects.filter(pk=job.pk), State.READY, State.FAILED, reason=reason)
