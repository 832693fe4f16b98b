"""Prepare a label for one printer: convert it into the printer's language and check its barcodes."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from packages_ui.drawing.errors import Busy
from packages_ui.labels.compare import matches
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Printable
from packages_ui.messages import printing
from packages_ui.messages.message import NOTHING, Message, joined
from packages_ui.models import Label, Printer, PrintJob
from packages_ui.services import label_files
from packages_ui.services.label_files import FileLost
from packages_ui.services.packages import package_cache
from packages_ui.services.printing import ledger, papers
from packages_ui.services.printing.carrier_dpi import made_for
from packages_ui.services.printing.connection import PrinterConnection, media_of
from packages_ui.services.printing.slips import separator

logger = logging.getLogger(__name__)
State, Check, Unread = PrintJob.State, Printer.Check, Printer.Unread
MOST_ATTEMPTS = 3


@dataclass
class Preparer:
    """Keeps the last label that it prepared: it often waits for the printer. `on_wanted` is called when a
    label has to be fetched again."""

    conn: PrinterConnection
    on_wanted: Callable[[], object]
    kept: tuple[object, Printable] | None = None

    def prepare(self, job: PrintJob) -> Printable | None:
        """The label as the printer takes it. None where it cannot be sent now: then its row has been moved,
        or has a question, or others are drawing."""
        label = job.label
        if label is None or label.stale_at is not None:
            self._fetch_again(job)
            return None
        if job.attempts >= MOST_ATTEMPTS:
            _fail(job, printing.TOO_MANY_ATTEMPTS(count=job.attempts))
            return None
        key = (*self._drawn_for(), job.pk, job.label_id, job.heading, job.checked)
        if self.kept is None or self.kept[0] != key:
            self.kept = None
            if (printable := self._make(job, label)) is None:
                return None
            self.kept = (key, printable)
        return self.kept[1]

    def _drawn_for(self) -> tuple[object, ...]:
        """The printer's paper and settings as they are now: somebody may have just changed them."""
        printer = self.conn.printer
        return self.conn.language, media_of(printer), printer.check_barcodes, printer.unread

    def _make(self, job: PrintJob, label: Label) -> Printable | None:
        try:
            printable = self._draw(job, label)
        except FileLost:
            self._fetch_again(job)
            return None
        except LabelError as error:
            _fail(job, error.sentence)
            return None
        except Busy:  # the row waits where it is
            return None
        except Exception:  # one unexpected label must not stop the printer
            logger.exception("The label of job %s could not be prepared.", job.pk)
            _fail(job, printing.PREPARE_UNFORESEEN())
            return None
        return printable if self._is_good(job, printable) else None

    def _draw(self, job: PrintJob, label: Label) -> Printable:
        content = label_files.load(label.path, digest=label.sha256)
        dpi = made_for(carrier=label.carrier)
        printable = self.conn.prepare(content, label.format, made_for=dpi)
        if not job.heading:
            return printable
        slip = self.conn.prepare(separator(job, self.conn.printer), "pdf")
        return self.conn.together(slip, printable)

    def _fetch_again(self, job: PrintJob) -> None:
        ready = PrintJob.objects.filter(pk=job.pk)
        ledger.move(ready, State.READY, State.WANTED, label=None, question="", checked=False)
        self.on_wanted()

    def _is_good(self, job: PrintJob, printable: Printable) -> bool:
        """Whether it may be printed without a person's consent."""
        remark, how = self._remark(job, printable)
        if how == Unread.REFUSE:
            _fail(job, printing.UNCHECKED() + printing.SET_NOT_TO_PRINT())
            return False
        if remark:
            column = "question" if how == Unread.ASK else "warning"
            PrintJob.objects.filter(pk=job.pk, state=State.READY).update(**{column: remark})
        return how == Unread.SEND

    def _remark(self, job: PrintJob, printable: Printable) -> tuple[Message, str]:
        """A remark about it, and whether it is sent, held by a question or refused."""
        printer = self.conn.printer
        wrong = doubts(job, printable, printer)
        if not printable.is_read and wrong:  # only the printer knows what is on it
            how = Unread.SEND if job.checked and printer.unread == Unread.ASK else printer.unread
            is_question = printable.doubt and not job.checked and printer.check_barcodes == Check.ASK
            how = Unread.ASK if is_question and how == Unread.SEND else how
            return joined([printing.UNCHECKED(), printable.doubt]), how
        behind, is_lost = papers.notice(job, printable)
        note = printable.note + behind
        if job.checked or printer.check_barcodes == Check.OFF:
            return note, Unread.SEND
        wrong = printable.doubt or wrong
        is_question = (wrong or is_lost) and printer.check_barcodes == Check.ASK
        return joined([note, wrong]), Unread.ASK if is_question else Unread.SEND


def doubts(job: PrintJob, printable: Printable, printer: Printer) -> Message:
    """What is wrong with its barcodes, as a sentence; empty when they are as they should be."""
    if not printable.barcodes:
        return printing.UNREADABLE(dpi=printer.dpi)
    now = package_cache.of(numbers=[job.package_number]).get(job.package_number)
    codes = list(now.codes) if now and now.codes else [code for code in job.codes.split("\n") if code]
    if not codes or matches(printable.barcodes, codes):
        return NOTHING
    read = tuple(text[:60] for text in printable.barcodes[:3])
    return printing.OTHER_NUMBERS(codes=tuple(codes), read=read)


def _fail(job: PrintJob, reason: Message) -> None:
    ledger.move(PrintJob.objects.filter(pk=job.pk), State.READY, State.FAILED, reason=reason)
