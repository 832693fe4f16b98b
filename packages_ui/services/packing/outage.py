"""What a desk knows of packages while Seller Center cannot be asked: the copy, or nothing."""

from collections.abc import Sequence

from packages_ui.messages import packing as messages
from packages_ui.messages.message import Message, message
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.barcodes.codes import readings
from packages_ui.services.mirror.find import bearing
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.stored_snapshot import stored_snapshot
from packages_ui.services.packing.results import ScanOutcome, ScanResult

MOST_FOUND = 10


def copied(number: str) -> tuple[Snapshot, Message] | None:
    """The package out of the copy, and a notice that says so. None where it is not stored whole, as it was
    when it last changed. It is not put on the shelf: what labels are made from is not all in it."""
    found = stored_snapshot(number=number)
    if found is None or not found.is_complete:
        return None
    return found.snapshot, messages.FROM_COPY(time=found.read_at)


def copied_numbers(texts: Sequence[str]) -> tuple[str, ...]:
    """Of packages in the copy that bear the scanned code."""
    return tuple(row.number for row in bearing(readings(texts), most=MOST_FOUND))


def away(text: str, error: SellerCenterError) -> ScanResult:
    """The package is not stored here, and Seller Center did not respond."""
    return ScanResult(
        outcome=ScanOutcome.AWAY,
        sentence=messages.AWAY(text=text),
        next=message(error.sentence) + messages.AWAY_NEXT(),
        text=text,
    )
