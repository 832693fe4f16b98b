"""The scan of the label on the closed box: only then does the package become Ready to Ship."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.labels.errors import LabelError
from packages_ui.messages import common
from packages_ui.messages import packing as messages
from packages_ui.models import Label, Packing, PrintJob
from packages_ui.services import label_files
from packages_ui.services.barcodes.codes import plain, plain_all
from packages_ui.services.barcodes.package_codes import (
    LEAST_WITHIN,
    ON_BOX,
    note_label,
    numbers_within,
    parts_of,
    shared_codes,
)
from packages_ui.services.locks import lock_batches
from packages_ui.services.mirror import at_desk
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.invoice import close_invoice, stop_for_invoice
from packages_ui.services.packing.packed import become_packed, cancel_unsent, unsent_of
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.steps import missing_label
from packages_ui.services.printing import ledger
from packages_ui.services.printing.match_scan import on_paper_lately

State, Proof = PrintJob.State, PrintJob.Proof
READING = Patience(seconds=2.0, wait=1.0)  # somebody stands there with a scanner
HELD = (State.SENT, State.UNKNOWN)  # the scan proves that it printed
ROUTE = re.compile(r"420\d{5}(\d{4})?|421\d{3}\w{3,9}|2L[A-Z]{2}\w+")  # where to, and how
JUST_MOVED = ScanResult(
    outcome=ScanOutcome.NO_LABEL_YET,
    sentence=messages.LABEL_MOVED(),
    next=common.NOTHING_CHANGED() + messages.SCAN_AGAIN(),
)


@dataclass(frozen=True, slots=True)
class LabelCodes:
    """Normalised codes of the open package's label: the carrier's `numbers` for the package, what was `read`
    on the label, and which of all those are `proof` of this one label."""

    numbers: set[str]
    read: set[str]
    proof: set[str]


def read_back(
    packing: Packing, desk: Desk, job: PrintJob | None, *, texts: Sequence[str], is_unsent: bool = True
) -> ScanResult:
    """Accept the open package's label, if it was printed for this packing; else name the box it belongs to.
    `job`: as `job_of` finds it. `is_unsent`: another label of it may have to be cancelled."""
    codes, known = set(plain_all(texts)), _known(packing, job)
    if codes & known.proof or _holds_number(packing, texts, known.numbers):
        return _packed(packing, desk, job, is_unsent=is_unsent)
    if codes & known.read:
        return _no_proof(packing)
    other = _whose(packing, texts)
    following = messages.PUT_ON_THAT_BOX() if other else messages.SCAN_CARGO_LABEL()
    here = messages.GOES_HERE(number=packing.package_number)
    return ScanResult(
        outcome=ScanOutcome.WRONG_BOX,
        sentence=messages.LABEL_OF(number=other) if other else messages.NOT_THIS_LABEL(text=texts[0]),
        next=following + here + messages.ACKNOWLEDGE(),
        text=other or texts[0],
    )


def _known(packing: Packing, job: PrintJob | None) -> LabelCodes:
    """Where a barcode contains a number of the package, only such barcodes are proof; else each that no other
    label has. The package number counts only where a barcode of the label contains it: pick lists and slips
    show it too."""
    texts = [packing.tracking_number, packing.waybill_number, *(job.codes.split("\n") if job else ())]
    numbers = set(plain_all(texts)) - {plain(packing.package_number)}
    read = set(plain_all(_barcodes(job.label).split("\n"))) if job and job.label else set[str]()
    own = {*numbers, plain(packing.package_number)}
    proof = {code for code in read if any(number in code for number in own)}
    if read and not proof:
        shared = shared_codes(read, number=packing.package_number)
        proof = {code for code in read - shared if len(code) >= LEAST_WITHIN and not ROUTE.fullmatch(code)}
    return LabelCodes(numbers=numbers, read=read, proof=numbers | proof)


def _holds_number(packing: Packing, texts: Sequence[str], numbers: set[str]) -> bool:
    """Whether a longer carrier code contains its number, and no number of another package."""
    if not {part for part in parts_of(texts) if part in numbers}:
        return False
    others = {*numbers_within(texts, kinds=ON_BOX), *at_desk.find_within(texts=texts)}
    return others <= {packing.package_number}


def _no_proof(packing: Packing) -> ScanResult:
    """A postcode or a route: the same on many boxes."""
    number = packing.tracking_number or packing.waybill_number
    end = messages.SCAN_BARCODE_ENDING(end=number[-4:]) if number else messages.SCAN_TRACKING_BARCODE()
    return ScanResult(
        outcome=ScanOutcome.NOT_NOW,
        sentence=messages.SHARED_BARCODE(),
        next=end,
    )


def _barcodes(label: Label) -> str:
    """The contents of its barcodes, a line each. A label that a browser printed has not been read yet."""
    if label.barcodes or label.problem or not label.pages_path:
        return label.barcodes
    try:
        pdf = (label_files.root() / label.pages_path).read_bytes()
        read = draw.read_barcodes(pdf, patience=READING)
    except Undrawable as error:
        _save(label, problem=str(error))
        return ""
    except (OSError, LabelError, Busy):
        return ""
    _save(label, barcodes="\n".join(read)[:2000])
    note_label(label.package_number, read)
    return label.barcodes


def _save(label: Label, **read: str) -> None:
    """Lock batches before the label: the same scan may cancel labels of this package in them."""
    lock_batches(unsent_of(label.package_number))
    Label.objects.filter(pk=label.pk).update(**read)
    label.barcodes = read.get("barcodes", "")


def _whose(packing: Packing, texts: Sequence[str]) -> str:
    """The number of the package that another label belongs to; empty where unknown."""
    others = on_paper_lately(texts=texts, but=packing.package_number)
    if len(others) == 1:
        return others[0]
    for text in texts:
        if numbers := at_desk.numbers_of(text=text):
            return "" if numbers[0] == packing.package_number else numbers[0]
    return ""


def _packed(packing: Packing, desk: Desk, job: PrintJob | None, *, is_unsent: bool) -> ScanResult:
    if missing := missing_label(packing, job):
        return ScanResult(outcome=ScanOutcome.NO_LABEL_YET, sentence=missing.sentence, next=missing.next)
    if stopped := stop_for_invoice(packing, desk.station):
        return stopped
    if is_unsent:
        cancel_unsent(packing)  # a batch is locked before a job
    now = timezone.now()
    if job is not None and not _take(job, now):
        return JUST_MOVED
    packing.read_back_at = now
    become_packed(packing, desk)
    return ScanResult(
        outcome=ScanOutcome.PACKED,
        sentence=messages.PACKED(number=packing.package_number),
        next=close_invoice(packing, desk.station) + messages.SCAN_NEXT(),
    )


def _take(job: PrintJob, now: datetime) -> bool:
    """Record that the label is on this box, also where its printer has confirmed it since `job` was read;
    False where the job changed in another way."""
    here = PrintJob.objects.filter(pk=job.pk, read_back_at=job.read_back_at)
    if job.state in HELD:
        seen = {"proof": Proof.PERSON, "reason": "", "read_back_at": now}
        if ledger.move(here, State(job.state), State.PRINTED, **seen):
            return True
    state = State.PRINTED if job.state in HELD else job.state
    return bool(here.filter(state=state).update(read_back_at=now))
