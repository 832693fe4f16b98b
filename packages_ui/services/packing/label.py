"""The cargo label of the package that is being packed, printed once through the print ledger; and its packing
slip, where the setting requires one."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from packages_ui.messages import packing as messages
from packages_ui.models import Act, Document, Packing, PrintJob
from packages_ui.services.batches import batches
from packages_ui.services.batches.at_desk import create_at_once
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.services.documents.want import want
from packages_ui.services.errors import AlreadyPrinted, InvalidDocument
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.job import job_of
from packages_ui.services.packing.packed import UNSENT, cancel_unsent
from packages_ui.services.packing.results import Choice, ScanOutcome, ScanResult
from packages_ui.services.printing import ledger
from packages_ui.services.printing.answers import answer_question, answer_unknown
from packages_ui.services.printing.control import move_batch
from packages_ui.services.printing.history import needs_a_person
from packages_ui.services.printing.reprint import reprint

State = PrintJob.State
JUST_OPENED = timedelta(days=1)
NARROW_MM = 120  # paper up to this width takes an A6 slip


def request_label(packing: Packing, desk: Desk) -> None:
    """Print its label at this station, unless a good one is on paper or on its way. Safe to call at any time,
    any number of times. Raises InvalidBatch."""
    if packing.batch_id is None and not packing.is_manual:
        _request(packing, desk)


def request_reason(packing: Packing, desk: Desk) -> ScanResult:
    """Ask for the reason of a reprint."""
    job = job_of(packing)
    if job is None or job.state in (*PrintJob.WAITING, State.READY):
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.NOT_PRINTED_YET())
    if job.state == State.FAILED:
        return retry(packing, desk, own=False)
    return ScanResult(
        outcome=ScanOutcome.WHY,
        sentence=messages.WHY_REPRINT(),
        next=messages.WHY_REPRINT_NEXT(),
        choices=tuple(Choice(value, str(label), "reprint") for value, label in PrintJob.Reason.choices),
    )


def print_again(packing: Packing, desk: Desk, *, because: str) -> ScanResult:
    """Reprint the label for one of the reasons."""
    job = job_of(packing)
    if job is None or because not in PrintJob.Reason:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.NO_REASON())
    count = _again(packing, desk, job, because)
    if not count:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.ALREADY_REPRINTING())
    return ScanResult(
        outcome=ScanOutcome.REPRINTED, sentence=messages.REPRINTING(), next=messages.DESTROY_FIRST()
    )


def _again(packing: Packing, desk: Desk, job: PrintJob, because: str) -> int:
    """At this station, wherever it was printed before; how many labels."""
    ours = _is_ours(packing, desk, job)
    if job.state == State.UNKNOWN:  # it is not in the packer's hands
        count = answer_unknown(jobs=[job], came_out=False, user_id=desk.user_id)
        if ours or not count:
            return count
        cancel_unsent(packing)
    elif ours:
        return reprint(batch=job.batch, jobs=[job], because=because, user_id=desk.user_id)
    return _request_again(packing, desk, because=because)


def bring_here(packing: Packing, desk: Desk) -> bool:
    """Move its label, if that is still to be printed, to the station where the package is packed now."""
    batch, printer = packing.batch, desk.station.label_printer
    if batch is None or batch.printer_id == printer.pk:
        return False
    if not batch.jobs.filter(state__in=(*UNSENT, State.FAILED)).exists():
        return False
    move_batch(batch=batch, printer=printer, user_id=desk.user_id)
    return True


def let_print(packing: Packing, desk: Desk) -> ScanResult:
    """Print it although its barcodes are not as expected."""
    job = job_of(packing)
    if job is None or not answer_question(jobs=[job], print_it=True, user_id=desk.user_id):
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.NOTHING_TO_ANSWER())
    return ScanResult(outcome=ScanOutcome.REPRINTED, sentence=messages.PRINTED_AS_IS())


def came_out(packing: Packing, desk: Desk) -> ScanResult:
    """The packer confirms a label that the browser printed."""
    job = job_of(packing)
    needs_answer = job is not None and job.state == State.SENT and needs_a_person(job)
    if job is None or not needs_answer or not ledger.confirm(job, PrintJob.Proof.PERSON):
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.NOTHING_TO_ANSWER())
    Act.objects.create(
        package_number=packing.package_number,
        verb=Act.Verb.ANSWER,
        outcome=Act.Outcome.DONE,
        user_id=desk.user_id,
        after={"batch": job.batch_id, "came_out": True},
    )
    return ScanResult(
        outcome=ScanOutcome.CONFIRMED, sentence=messages.LABEL_PRINTED(), next=messages.SCAN_ON_BOX()
    )


def retry(packing: Packing, desk: Desk, *, own: bool) -> ScanResult:
    """Request a failed or cancelled label again, or draw our own."""
    if packing.batch and (packing.batch.cancelled_at or job_of(packing) is None):
        _request_again(packing, desk)
        PrintJob.objects.filter(batch=packing.batch, state=State.WANTED).update(own=own)
        return ScanResult(outcome=ScanOutcome.REPRINTED, sentence=messages.RETRYING())
    if packing.is_manual and own and packing.batch_id is None:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.TRACKING_NUMBER_FIRST())
    count = batches.retry(batch=packing.batch, own=own, user_id=desk.user_id) if packing.batch else 0
    if not count:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.NO_LABEL_FAILED())
    sentence = messages.OWN_LABEL() if own else messages.RETRYING()
    return ScanResult(outcome=ScanOutcome.REPRINTED, sentence=sentence)


def _is_ours(packing: Packing, desk: Desk, job: PrintJob) -> bool:
    """Whether a further copy of its batch prints at this station, before the batches that wait there."""
    return job.batch_id == packing.batch_id and job.batch.printer_id == desk.station.label_printer_id


def _request_again(packing: Packing, desk: Desk, *, because: str = "") -> int:
    """In a batch of its own at this station. How many labels: one, or none where a good one exists."""
    before = packing.batch_id
    Packing.objects.filter(pk=packing.pk).update(batch=None)
    packing.batch = None
    _request(packing, desk, key=uuid4().hex, because=because)
    return int(packing.batch_id not in (None, before))


def _noted(packing: Packing) -> frozenset[str]:
    """The numbers noted when the package was opened; none where that was long ago."""
    if timezone.now() - packing.opened_at > JUST_OPENED:
        return frozenset()
    return frozenset((packing.package_number, packing.tracking_number, packing.waybill_number))


def request_at_once(packing: Packing, desk: Desk) -> bool:
    """The same for a package that is locked, within the transaction of its scan, where nothing has to be
    decided; whether it did. The caller saves the packing. Raises InvalidBatch."""
    if packing.batch_id is None and not packing.is_manual:
        packing.batch = create_at_once(_wanted(packing, desk))
        return packing.batch is not None
    return False


def _request(packing: Packing, desk: Desk, *, key: str = "", because: str = "") -> None:
    try:
        batch, _ = create(_wanted(packing, desk, key=key, because=because))
    except AlreadyPrinted:  # a good one is on paper
        return
    Packing.objects.filter(pk=packing.pk, batch=None).update(batch=batch, touched_at=timezone.now())
    packing.batch = batch


def _wanted(packing: Packing, desk: Desk, *, key: str = "", because: str = "") -> PrintRequest:
    return PrintRequest(
        user_id=desk.user_id,
        key=key or f"packing-{packing.pk}-{packing.seen_at}",  # its units may have changed since
        packages=[packing.package_number],
        name=packing.package_number,
        again=True,
        station=desk.station,
        printer=desk.station.label_printer,
        because=because,
        from_desk=True,
        noted=_noted(packing),
    )


def want_slip(packing: Packing, desk: Desk) -> Document | None:
    """On the station's document printer; None where none is wanted or there is no such printer."""
    printer = desk.station.document_printer
    if not settings.PACK_PRINTS_SLIP or printer is None or not printer.is_fed:
        return None
    paper = Document.Paper.A6 if printer.width_mm <= NARROW_MM else Document.Paper.A4
    try:
        return want(
            kind=Document.Kind.PACKING_SLIP,
            about={"numbers": [packing.package_number]},
            user_id=desk.user_id,
            key=f"packing-{packing.pk}",
            paper=paper,
            language=settings.LANGUAGE_CODE,
            station=desk.station,
            printer=printer,
        )
    except InvalidDocument:  # packing goes on without a slip
        return None
