"""A desk as its page shows it: flat values, made once for each request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message, message
from packages_ui.models import Packing, PackingUnit, PrintJob
from packages_ui.services.goods.shown import Goods
from packages_ui.services.marks.own import NONE, Own
from packages_ui.services.packages.boxes import Boxes
from packages_ui.services.packing.beside import beside_of
from packages_ui.services.packing.desk import (
    Desk,
    Now,
    current,
    packed_today,
)
from packages_ui.services.packing.invoice import InvoiceSeen, invoice_seen
from packages_ui.services.packing.left import Left, left_of
from packages_ui.services.packing.mark import Mark
from packages_ui.services.packing.opening import note_shown
from packages_ui.services.packing.results import Block, block_of
from packages_ui.services.packing.steps import Missing, Step, before_label, missing_label, with_label
from packages_ui.services.packing.stopped import StopSeen, stop_seen
from packages_ui.services.packing.units import marked, named, units_of
from packages_ui.services.printing.history import state_text
from packages_ui.services.printing.queue import labels_ahead_of

State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The units of one product: `done` of `total` are in the box."""

    product: Message | str
    goods: Goods | None = None
    done: int
    total: int
    is_marked: bool

    @property
    def left(self) -> int:
        return self.total - self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSeen:
    """The state of the cargo label: `word` for a glance, `more` beside it; `missing` is why it cannot be read
    back. `batch_id` is None while it is not in the print ledger; `pdf_of`: the batch whose PDF this browser
    prints automatically."""

    word: Message | str
    tone: str
    missing: Missing | None = None
    more: Message = NOTHING
    batch_id: int | None = None
    pdf_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The package that is open. `lines`: unfinished ones first. `is_known`: what some of its products are
    called or look like. `boxes`: those of its order, None where it is the only one.
    `slot`: its box on a cart. `own`: what people wrote on it."""

    number: str
    order_number: str
    carrier: str
    step: Step
    lines: tuple[Line, ...]
    due: Line | None
    done: int
    total: int
    notes: tuple[tuple[Message, Message], ...]
    block: Block | None
    label: LabelSeen | None
    is_manual: bool
    tracking_number: str
    is_known: bool = False
    boxes: Boxes | None = None
    slot: Message | str = ""
    own: Own = NONE
    stop: StopSeen | None = None
    invoice: InvoiceSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The whole desk. `version` changes whenever anything shown does."""

    open: Open | None
    left: tuple[Left, ...]
    packed_today: int
    version: str


def read_desk(*, desk: Desk, mark: Mark | None = None, now: Now | None = None) -> Seen:
    """What the page shows now; sends nothing to Seller Center. `mark` and `now` are what was read already.
    Packages in progress elsewhere are shown, and read, only while nothing is open here."""
    packing = now.packing if now else current(desk)
    shown = _open(packing, desk, mark) if packing else None
    left = () if packing else left_of(desk, mark.left if mark else None)
    packed = mark.packed_today if mark else packed_today().filter(user=desk.user_id).count()
    version = sha256(repr((shown, left, packed)).encode()).hexdigest()[:12]
    return Seen(open=shown, left=left, packed_today=packed, version=version)


def _alone_at(desk: Desk, mark: Mark | None) -> int | None:
    """The id of the station's printer, if it has no other label to print."""
    is_alone = mark is not None and mark.queued is not None and mark.queued <= 1
    return desk.station.label_printer_id if is_alone else None


def _open(packing: Packing, desk: Desk, mark: Mark | None) -> Open:
    units = units_of(packing)
    beside = beside_of(packing, mark.beside if mark else None)
    lines = _lines(packing, units, beside.goods)
    early = before_label(packing)
    job = None if early else beside.job
    return Open(
        number=packing.package_number,
        order_number=packing.order_number,
        carrier=packing.carrier,
        step=early or with_label(packing, job),
        lines=lines,
        due=next((line for line in lines if line.is_marked), None),
        done=sum(bool(unit.done_at) for unit in units),
        total=len(units),
        notes=tuple(note_shown(kind, text) for kind, text in packing.notes),
        block=block_of(packing),
        label=None if early else _label(packing, job, _alone_at(desk, mark)),
        is_manual=packing.is_manual,
        tracking_number=packing.tracking_number,
        is_known=any(product.has_name_or_picture for product in beside.goods.values()),
        boxes=beside.boxes,
        slot=beside.slot,
        own=beside.own,
        stop=stop_seen(packing),
        invoice=None if early else invoice_seen(packing, desk.station),
    )


def _lines(packing: Packing, units: list[PackingUnit], goods: Mapping[str, Goods]) -> tuple[Line, ...]:
    due = marked(packing, units)
    by_product: dict[str, list[PackingUnit]] = {}
    for unit in units:
        by_product.setdefault(unit.product, []).append(unit)
    lines = [
        Line(
            product=named(product),
            goods=goods.get(product),
            done=sum(bool(unit.done_at) for unit in same),
            total=len(same),
            is_marked=due is not None and due.product == product,
        )
        for product, same in by_product.items()
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_marked, not line.left)))


def _label(packing: Packing, job: PrintJob | None, alone_at: int | None) -> LabelSeen | None:
    missing = missing_label(packing, job)
    if job is None:
        return LabelSeen(word=messages.NO_LABEL(), tone="secondary", missing=missing) if missing else None
    word, tone = state_text(job)
    return LabelSeen(
        word=word,
        tone=tone,
        missing=missing,
        more=_more(job, alone_at),
        batch_id=job.batch_id,
        pdf_of=job.batch_id if _prints_here(packing, job) else None,
    )


def _more(job: PrintJob, alone_at: int | None) -> Message:
    if job.state == State.PRINTED and job.printer and job.printed_at:
        return messages.PRINTED_ON(printer=job.printer.name, time=_clock(job.printed_at))
    why = message(job.question or job.reason)
    if job.state == State.UNKNOWN:
        return why + messages.NO_PAPER_PRESS_R()
    if why:
        return why
    is_next = job.state != State.READY or (alone_at is not None and job.batch.printer_id == alone_at)
    before = 0 if is_next else labels_ahead_of(batch=job.batch)
    return messages.PRINTS_FIRST(printer=str(job.batch.printer), count=before) if before else NOTHING


def _prints_here(packing: Packing, job: PrintJob) -> bool:
    """Whether this browser itself has to print the label now."""
    mine = packing.batch_id == job.batch_id
    return mine and not job.batch.is_fed and bool(job.batch.pdf_path) and job.state == State.READY


def _clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")
