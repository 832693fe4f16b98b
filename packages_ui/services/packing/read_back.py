"""The scan of the label on the closed box: only then the package becomes Ready to Ship."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.labels.errors import LabelError
from packages_ui.models import Label, Packing, PrintJob
from packages_ui.services import label_files
from packages_ui.services.barcodes.codes import plain, plain_all
from packages_ui.services.barcodes.package_codes import (
    LEAST_WITHIN,
    ON_BOX,
    borne_by_others,
    note_label,
    numbers_within,
    parts_of,
)
from packages_ui.services.locks import lock_batches
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.packed import become_packed, cancel_unsent, unsent_of
from packages_ui.services.packing.results import Outcome, Word
from packages_ui.services.packing.steps import missing_label
from packages_ui.services.packing.units import ACKNOWLEDGE
from packages_ui.services.printing import ledger
from packages_ui.services.printing.match_scan import on_paper_lately
from packages_ui.services.shelf import shelf

State, Proof = PrintJob.State, PrintJob.Proof
READING = Patience(seconds=2.0, wait=1.0)  # somebody stands there with a scanner
HELD = (State.SENT, State.UNKNOWN)  # the label in the hand proves that it came out
ROUTE = re.compile(r"420\d{5}(\d{4})?|421\d{3}\w{3,9}|2L[A-Z]{2}\w+")  # where to, and how
JUST_MOVED = Word(
    outcome=Outcome.NO_LABEL_YET,
    sentence="The label has just moved.",
    next="Nothing was changed. Scan it once more.",
)


@dataclass(frozen=True, slots=True)
class Known:
    """Of the label of the open package, as codes are compared: the package's `numbers` with the carrier, what
    was `read` on the label, and what of all that is `proof` of this one label."""

    numbers: set[str]
    read: set[str]
    proof: set[str]


def read_back(packing: Packing, desk: Desk, job: PrintJob | None, *, texts: Sequence[str]) -> Word:
    """The label must be the open package's, else the box it belongs to is named; and be on paper for it.
    `job`: as `job_of` finds it."""
    codes, known = set(plain_all(texts)), _known(packing, job)
    if codes & known.proof or _holds_number(packing, texts, known.numbers):
        return _packed(packing, desk, job)
    if codes & known.read:
        return _no_proof(packing)
    other = _whose(packing, texts)
    here = f"The label of package {packing.package_number} goes here."
    return Word(
        outcome=Outcome.WRONG_BOX,
        sentence=f"This label belongs to package {other}."
        if other
        else f"{texts[0]} is not this box's label.",
        next=f"{'Put it on that box.' if other else 'Scan the cargo label.'} {here} {ACKNOWLEDGE}",
        text=other or texts[0],
    )


def _known(packing: Packing, job: PrintJob | None) -> Known:
    """Where one of its barcodes holds a number of the package, only such a one is proof; else each that no
    other label bears. The package number counts only where a barcode of the label says it: it stands on pick
    lists and slips too."""
    texts = [packing.tracking_number, packing.waybill_number, *(job.codes.split("\n") if job else ())]
    numbers = set(plain_all(texts)) - {plain(packing.package_number)}
    read = set(plain_all(_barcodes(job.label).split("\n"))) if job and job.label else set[str]()
    own = {*numbers, plain(packing.package_number)}
    proof = {code for code in read if any(number in code for number in own)}
    if read and not proof:
        shared = borne_by_others(read, number=packing.package_number)
        proof = {code for code in read - shared if len(code) >= LEAST_WITHIN and not ROUTE.fullmatch(code)}
    return Known(numbers=numbers, read=read, proof=numbers | proof)


def _holds_number(packing: Packing, texts: Sequence[str], numbers: set[str]) -> bool:
    """Whether a longer code of the carrier holds its number, and no number of another package."""
    if not {part for part in parts_of(texts) if part in numbers}:
        return False
    others = {*numbers_within(texts, kinds=ON_BOX), *shelf.find_within(texts=texts)}
    return others <= {packing.package_number}


def _no_proof(packing: Packing) -> Word:
    """A postcode or a route: on whatever box it is, it is the same."""
    number = packing.tracking_number or packing.waybill_number
    which = f"the barcode that ends with {number[-4:]}" if number else "the barcode of its tracking number"
    return Word(
        outcome=Outcome.NOT_NOW,
        sentence="Other labels have this barcode too.",
        next=f"Scan {which}.",
    )


def _barcodes(label: Label) -> str:
    """What its barcodes say, a line each. One that a browser printed has not been read yet."""
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
    """A batch is locked before a label, and the same scan may cancel labels of this package in others."""
    lock_batches(unsent_of(label.package_number))
    Label.objects.filter(pk=label.pk).update(**read)
    label.barcodes = read.get("barcodes", "")


def _whose(packing: Packing, texts: Sequence[str]) -> str:
    """The package that another label belongs to; empty when nobody knows."""
    others = on_paper_lately(texts=texts, but=packing.package_number)
    if len(others) == 1:
        return others[0]
    for text in texts:
        if numbers := shelf.numbers_of(text=text):
            return "" if numbers[0] == packing.package_number else numbers[0]
    return ""


def _packed(packing: Packing, desk: Desk, job: PrintJob | None) -> Word:
    if missing := missing_label(packing, job):
        return Word(outcome=Outcome.NO_LABEL_YET, sentence=missing.said, next=missing.next)
    cancel_unsent(packing)  # a batch is locked before a job
    now = timezone.now()
    if job is not None and not _take(job, now):
        return JUST_MOVED
    packing.read_back_at = now
    become_packed(packing, desk)
    return Word(
        outcome=Outcome.PACKED,
        sentence=f"Package {packing.package_number} is packed.",
        next="Scan the next one.",
    )


def _take(job: PrintJob, now: datetime) -> bool:
    """The label in the hand is on this box; whether it was still where it was found."""
    here = PrintJob.objects.filter(pk=job.pk, read_back_at=job.read_back_at)
    if job.state in HELD:
        seen = {"proof": Proof.PERSON, "reason": "", "read_back_at": now}
        return ledger.move(here, State(job.state), State.PRINTED, **seen) == 1
    return bool(here.filter(state=job.state).update(read_back_at=now))
