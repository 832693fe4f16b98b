"""The browser's own printer: its dialog prints the joined pages, and a person confirms what was printed."""

from django.db import transaction
from django.db.models import Q, QuerySet

from packages_ui.messages import printing
from packages_ui.models import Act, LabelBatch, Printer, PrintJob
from packages_ui.services import audit
from packages_ui.services.errors import AlreadyPrinted, Busy
from packages_ui.services.locks import lock_jobs, lock_name, locked_batch
from packages_ui.services.marks.stops import stopped
from packages_ui.services.printing import ledger, restored
from packages_ui.services.printing.printed_before import ONE_AT_A_TIME, printed_before
from packages_ui.services.printing.progress import newest_copies

State, Proof = PrintJob.State, PrintJob.Proof
BY_BROWSER = Q(printer=None) | Q(printer__kind=Printer.Kind.BROWSER)


def open_dialog(*, batch: LabelBatch) -> int:
    """How many labels the print dialog gets; 0 when it was opened before, or nothing is joined: then it must
    not open without a person's consent. Raises Busy, and AlreadyPrinted for labels that another batch has
    printed since this one was made."""
    if restored.mark().since:
        raise Busy(restored.HELD)
    with transaction.atomic():
        lock_name(ONE_AT_A_TIME)
        locked = locked_batch(batch.pk)
        if locked is None or locked.is_fed or not locked.pdf_path:
            return 0
        if batch.jobs.filter(state=State.SENDING).exists():
            raise Busy(printing.STILL_SENDING())
        _check_others(locked)
        going = batch.jobs.filter(~stopped())  # the others are not in the PDF
        count = ledger.move(going, State.READY, State.SENDING, attempts=1)
        ledger.move(batch.jobs.all(), State.SENDING, State.SENT, printer=locked.printer)
    return count


def _check_others(batch: LabelBatch) -> None:
    """Labels with a reason for a reprint have been confirmed already."""
    ready = batch.jobs.filter(~stopped(), state=State.READY)
    without_reason = ready.filter(reprint_because="").values_list("package_number", flat=True)
    if before := printed_before(numbers=list(without_reason)):
        raise AlreadyPrinted(before, total=ready.count())


def in_dialog(*, batch: LabelBatch) -> QuerySet[PrintJob]:
    """Labels that a print dialog got and nobody has confirmed yet."""
    return batch.jobs.filter(BY_BROWSER, state=State.SENT)


def in_pdf(*, batch: LabelBatch) -> QuerySet[PrintJob]:
    """The labels in the PDF that a dialog got last; where that is missing, all that a dialog ever got."""
    handed = batch.jobs.filter(BY_BROWSER, state__in=(State.SENT, State.PRINTED), sending_at__isnull=False)
    return newest_copies(handed.filter(sending_at__gte=batch.pdf_at) if batch.pdf_at else handed)


def came_out(*, batch: LabelBatch, user_id: int | None = None) -> int:
    """A person confirms every label of the dialog; how many were still unconfirmed. Labels that a printer
    holds of a batch that was moved here are that printer's to confirm."""
    with transaction.atomic():
        locked_batch(batch.pk)
        found = lock_jobs(in_dialog(batch=batch))
        jobs = PrintJob.objects.filter(pk__in=found)
        count = ledger.move(jobs, State.SENT, State.PRINTED, proof=Proof.PERSON)
        after = {"batch": batch.pk, "came_out": True}
        audit.note_all(Act.Verb.ANSWER, user_id=user_id, numbers=found.values(), after=after)
    return count
