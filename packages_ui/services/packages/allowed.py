"""What may be done to a package now: the one rule for buttons, forms and services."""

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.packages.snapshot import Reading

Verb = Act.Verb

NEXT_STATUSES: dict[int | None, tuple[PackageStatus, ...]] = {
    PackageStatus.PREPARING: (PackageStatus.READY_TO_SHIP,),
    PackageStatus.READY_TO_SHIP: (PackageStatus.SHIPPED, PackageStatus.PREPARING),
    PackageStatus.SHIPPED: (PackageStatus.DELIVERED, PackageStatus.DELIVERY_FAILED),
    PackageStatus.DELIVERY_FAILED: (PackageStatus.SHIPPED, PackageStatus.DELIVERED),
}


def next_statuses(status: int | None) -> tuple[PackageStatus, ...]:
    """The statuses a package may be moved to with one click; none from a status we do not know."""
    return NEXT_STATUSES.get(status, ())


def why_not(verb: Act.Verb, reading: Reading) -> Message | str:
    """Why `verb` is not possible now; empty when it is possible."""
    if verb in (Verb.SPLIT, Verb.REJECT, Verb.CHANGE_SHIPPING_METHOD) and not _preparing(reading):
        return words.ONLY_PREPARING()
    if verb is Verb.SPLIT and len(reading.items) < 2:
        return words.SINGLE_ITEM()
    if verb is Verb.REJECT and not reading.items:
        return words.NOTHING_TO_REJECT()
    if verb is Verb.RELEASE and not any(item.has_reservation for item in reading.items):
        return words.NO_RESERVATIONS()
    return ""


def _preparing(reading: Reading) -> bool:
    return reading.package.status == PackageStatus.PREPARING
