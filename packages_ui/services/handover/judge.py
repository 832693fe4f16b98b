"""Whether a box may be handed over, and why not; or what a code that is on no box is."""

import re
from typing import NamedTuple

from packages_ui.messages import handover as messages
from packages_ui.messages.message import NOTHING, Message, message
from packages_ui.messages.packing import SCAN_NEXT
from packages_ui.models import HandoverBox, Packing, StatusChange, StoredItem
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.products import product_of
from packages_ui.services.handover.find import Box
from packages_ui.services.marks.stops import sentence_of, stop_of, what_to_do
from packages_ui.services.packages.rows import status_name

BACK = messages.BACK_TO_PACKING()
ASIDE = messages.TELL_A_LEAD()
SHAPES = (
    (r"PRINTER[A-Z0-9]{8}", messages.IS_PAIRING_CODE()),
    (r"STATION\d+", messages.IS_STATION()),
    (r"D\d{1,9}", messages.IS_DOCUMENT()),
    (r"OK|UNDO|SKIP|PARK|REPRINT|MISSING|NEXT|QTY\d{1,4}", messages.IS_COMMAND()),
    (r"HTTPS?.*|WWW.*", messages.LOOKS_LIKE_ADDRESS()),
    (r"\d{8}|\d{12,14}", messages.LOOKS_LIKE_PRODUCT()),
)


class Verdict(NamedTuple):
    """`outcome` is one of services.handover.scan.SOUNDS."""

    outcome: str
    sentence: Message
    next_step: Message


def no_box(text: str) -> Verdict:
    """The scanned code is unknown."""
    return Verdict("unknown", messages.NO_BOX(text=text), looks_like(text=text) + messages.SCAN_LABEL())


def judge(*, text: str, box: Box, carrier: str) -> Verdict | None:
    """None where it may go on the list for `carrier` (empty: for its own company)."""
    if not box.number:
        return Verdict("unknown", messages.NO_BOX_AWAY(text=text), ASIDE)
    return _gone(box) or _stopped(box) or _not_ready(box) or _other_carrier(box, carrier) or _counted(box)


def duplicate(box: Box) -> Verdict:
    """It was scanned before; nothing is wrong with it."""
    return Verdict("twice", messages.COUNTED_ONCE(number=box.number), SCAN_NEXT())


def _gone(box: Box) -> Verdict | None:
    changes = StatusChange.objects.filter(package_number=box.number, status=PackageStatus.SHIPPED)
    sent = () if box.away else (StatusChange.State.SENT,)  # their result is at Seller Center
    if changes.exclude(state__in=(StatusChange.State.WITHDRAWN, *sent)).exists():
        return Verdict("shipped", messages.HANDED_OVER(number=box.number), ASIDE)
    if box.away:
        return _left_by_copy(box)
    if box.package is None:
        return Verdict("cancelled", messages.CANCELLED(number=box.number), ASIDE)
    status = box.package.status
    if status == PackageStatus.SHIPPED:
        return Verdict("shipped", messages.SHIPPED(number=box.number), ASIDE)
    if status not in (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP):
        wrong = messages.WRONG_STATUS(number=box.number, status=status_name(status))
        return Verdict("cancelled", wrong, ASIDE)
    return None


def _left_by_copy(box: Box) -> Verdict | None:
    """What had left before Seller Center went away. Of what we packed here our own rows know more."""
    if box.packing is None and box.copied and box.copied.status == PackageStatus.SHIPPED:
        return Verdict("shipped", messages.SHIPPED(number=box.number), ASIDE)
    return None


def _was_ready(box: Box) -> bool:
    return box.copied is not None and box.copied.status == PackageStatus.READY_TO_SHIP


def _stopped(box: Box) -> Verdict | None:
    stop = stop_of(number=box.number)
    return Verdict("stopped", sentence_of(stop), what_to_do(stop.kind)) if stop else None


def _not_ready(box: Box) -> Verdict | None:
    packing, number = box.packing, box.number
    if packing and packing.state in Packing.LIVE:
        return Verdict("not_read_back", messages.STILL_PACKING(number=number), BACK)
    if packing and packing.read_back_at is None and not packing.no_label_because:
        return Verdict("not_read_back", messages.NOT_READ_BACK(number=number), BACK)
    if packing is None and box.away and not _was_ready(box):
        return Verdict("not_read_back", messages.NOT_PACKED_HERE(number=number), ASIDE)
    if packing is None and box.package and box.package.status == PackageStatus.PREPARING:
        return Verdict("not_read_back", messages.STILL_PREPARING(number=number), BACK)
    return _in_conflict(box)


def _in_conflict(box: Box) -> Verdict | None:
    changes = StatusChange.objects.filter(
        package_number=box.number, status=PackageStatus.READY_TO_SHIP, state=StatusChange.State.CONFLICT
    )
    change = changes.first()
    if change is None or (box.package and box.package.status == PackageStatus.READY_TO_SHIP):
        return None
    return Verdict("cancelled", messages.NOT_READY(number=box.number) + message(change.sentence), ASIDE)


def _other_carrier(box: Box, carrier: str) -> Verdict | None:
    if carrier in ("", box.carrier):
        return None
    own, chosen = messages.carrier_shown(box.carrier), messages.carrier_shown(carrier)
    other = messages.OTHER_CARRIER(number=box.number, carrier=own, chosen=chosen)
    return Verdict("wrong_carrier", other, messages.MOVE_BOX(carrier=own))


def _counted(box: Box) -> Verdict | None:
    boxes = HandoverBox.objects.filter(package_number=box.number, handover__closed_at=None)
    found = boxes.exclude(handover__carrier=box.carrier).select_related("handover").first()
    if found is None:
        return duplicate(box) if boxes.exists() else None
    own, other = messages.carrier_shown(box.carrier), messages.carrier_shown(found.handover.carrier)
    listed = messages.ON_OTHER_LIST(number=box.number, other=other, carrier=own)
    return Verdict("wrong_carrier", listed, messages.REMOVE_FIRST(other=other))


def looks_like(*, text: str) -> Message:
    """One sentence; empty where it could be anything."""
    code = plain(text)
    product = (product_of(text=text) or _product_by_code(code)) if code else ""
    if product:
        return messages.IS_PRODUCT(product=product)
    return next((sentence for shape, sentence in SHAPES if re.fullmatch(shape, code)), NOTHING)


def _product_by_code(code: str) -> str:
    found = StoredItem.objects.filter(code=code).order_by().values_list("product", flat=True)[:1]
    return next(iter(found), "")
