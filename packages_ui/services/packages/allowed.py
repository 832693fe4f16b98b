"""What a person may do to a package now: the one place that buttons, forms and services ask."""

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


def why_not(verb: Act.Verb, reading: Reading) -> str:
    """Why `verb` is not possible now, as a sentence; empty when it is possible."""
    if verb in (Verb.SPLIT, Verb.REJECT, Verb.CHANGE_SHIPPING_METHOD) and not _preparing(reading):
        return "This is possible only while the package is in Preparing."
    if verb is Verb.SPLIT and len(reading.items) < 2:
        return "A package with a single item cannot be split."
    if verb is Verb.REJECT and not reading.items:
        return "The package has no items to reject."
    if verb is Verb.RELEASE and not any(item.has_reservation for item in reading.items):
        return "No item of this package holds a reservation."
    return ""


def _preparing(reading: Reading) -> bool:
    return reading.package.status == PackageStatus.PREPARING
