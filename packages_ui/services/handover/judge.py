"""Whether a box may go into the cage, and what is said of one that may not, or of a code that is on no
box."""

import re
from typing import NamedTuple

from packages_ui.models import HandoverBox, Packing, ShelvedItem, StatusChange
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.products import product_of
from packages_ui.services.handover.find import Box
from packages_ui.services.packages.rows import status_name

BACK = "Take it back to the packing station and scan its label there."
ASIDE = "Put it aside and tell a lead."
AGAIN = "Nothing was changed. Scan the cargo label on the box."
AWAY = "Seller Center cannot be reached"
SHAPES = (
    (r"PRINTER[A-Z0-9]{8}", "It is the code of a printer’s pairing slip."),
    (r"STATION\d+", "It is the code of a station."),
    (r"D\d{1,9}", "It is the code of a document."),
    (r"OK|UNDO|SKIP|PARK|REPRINT|MISSING|NEXT", "It is a command of the packing station."),
    (r"HTTPS?.*|WWW.*", "It looks like a web address."),
    (r"\d{8}|\d{12,14}", "It looks like the barcode of a product, or like a number of another company."),
)


class Verdict(NamedTuple):
    """`outcome` is a word of services.handover.scan."""

    outcome: str
    sentence: str
    next_step: str


def no_box(text: str) -> Verdict:
    """Nobody knows what was scanned."""
    return Verdict("unknown", f"No box bears “{text}”.", f"{looks_like(text=text)} {AGAIN}")


def judge(*, text: str, box: Box, carrier: str) -> Verdict | None:
    """None where it may go into the cage of `carrier` (empty: into that of its own company)."""
    if not box.number:
        return Verdict("unknown", f"{AWAY}, and no box that was packed here bears “{text}”.", ASIDE)
    return _gone(box) or _not_ready(box) or _wrong_cage(box, carrier) or _counted(box)


def twice(box: Box) -> Verdict:
    """It was scanned before; nothing is wrong with it."""
    return Verdict("twice", f"{box.number} is in this cage already.", "It counts once. Next box.")


def _gone(box: Box) -> Verdict | None:
    changes = StatusChange.objects.filter(package_number=box.number, status=PackageStatus.SHIPPED)
    told = () if box.away else (StatusChange.State.SENT,)  # Seller Center itself says what became of those
    if changes.exclude(state__in=(StatusChange.State.WITHDRAWN, *told)).exists():
        return Verdict("shipped", f"{box.number} was handed over already.", ASIDE)
    if box.away:
        return None
    if box.package is None:
        return Verdict("cancelled", f"{box.number} was cancelled: Seller Center lists it no more.", ASIDE)
    status = box.package.status
    if status == PackageStatus.SHIPPED:
        return Verdict("shipped", f"{box.number} is Shipped already.", ASIDE)
    if status not in (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP):
        return Verdict("cancelled", f"{box.number} is not Ready to Ship: {status_name(status)}.", ASIDE)
    return None


def _not_ready(box: Box) -> Verdict | None:
    packing = box.packing
    if packing and packing.state in Packing.LIVE:
        return Verdict("not_read_back", f"{box.number} is still being packed.", BACK)
    if packing and packing.read_back_at is None and not packing.no_label_because:
        return Verdict("not_read_back", f"The label of {box.number} was not scanned on the closed box.", BACK)
    if packing is None and box.away:
        return Verdict("not_read_back", f"{AWAY}, and {box.number} was not packed here.", ASIDE)
    if packing is None and box.package and box.package.status == PackageStatus.PREPARING:
        return Verdict("not_read_back", f"{box.number} is still Preparing.", BACK)
    return _in_conflict(box)


def _in_conflict(box: Box) -> Verdict | None:
    changes = StatusChange.objects.filter(
        package_number=box.number, status=PackageStatus.READY_TO_SHIP, state=StatusChange.State.CONFLICT
    )
    change = changes.first()
    if change is None or (box.package and box.package.status == PackageStatus.READY_TO_SHIP):
        return None
    return Verdict("cancelled", f"{box.number} is not Ready to Ship: {change.sentence}", ASIDE)


def _wrong_cage(box: Box, carrier: str) -> Verdict | None:
    if carrier in ("", box.carrier):
        return None
    move = f"Take it out of this cage. It goes into the cage of {box.carrier}."
    return Verdict("wrong_carrier", f"{box.number} goes with {box.carrier}, not with {carrier}.", move)


def _counted(box: Box) -> Verdict | None:
    boxes = HandoverBox.objects.filter(package_number=box.number, handover__closed_at=None)
    other = boxes.exclude(handover__carrier=box.carrier).select_related("handover").first()
    if other is None:
        return twice(box) if boxes.exists() else None
    move = f"Remove it from the cage of {other.handover.carrier} on this page first, then scan it again."
    said = f"{box.number} is counted in the cage of {other.handover.carrier}, but goes with {box.carrier}."
    return Verdict("wrong_carrier", said, move)


def looks_like(*, text: str) -> str:
    """One sentence."""
    code = plain(text)
    if not code:
        return "It holds no letter and no digit."
    product = product_of(text=text) or _product_by_code(code)
    if product:
        return f"It is the barcode of the product {product}."
    return next((words for shape, words in SHAPES if re.fullmatch(shape, code)), _signs(code))


def _product_by_code(code: str) -> str:
    found = ShelvedItem.objects.filter(code=code).values_list("product", flat=True).first()
    return found or ""


def _signs(code: str) -> str:
    kind = "digits" if code.isdigit() else "letters" if code.isalpha() else "letters and digits"
    return f"It has {len(code)} {kind}."
