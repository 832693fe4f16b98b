"""What a desk knows of packages while Seller Center is down: the copy, or nothing."""

from collections.abc import Sequence

from msgspec.structs import replace

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
    """The package out of the copy, and a notice of that. None where what is in it was never read, or is
    in doubt. Where it has changed since, it counts as seen before that: the desk follows once it is read."""
    found = stored_snapshot(number=number)
    if found is None or not found.has_items or not (found.is_complete or found.items_at):
        return None
    package = replace(found.snapshot.package, updated_at=found.items_at)
    return Snapshot(package, found.snapshot.items), messages.FROM_COPY(time=found.read_at)


def copied_numbers(texts: Sequence[str]) -> tuple[str, ...]:
    """Of packages in the copy that contain the scanned code."""
    return tuple(row.number for row in bearing(readings(texts), most=MOST_FOUND))


def away(text: str, error: SellerCenterError) -> ScanResult:
    """The package is not stored here, and Seller Center did not respond."""
    return ScanResult(
        outcome=ScanOutcome.AWAY,
        sentence=messages.AWAY(text=text),
        next=message(error.sentence) + messages.AWAY_NEXT(),
        text=text,
    )
