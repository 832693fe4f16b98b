"""Whether a wanted status still fits the package as it was read just now (PKG101, PKG102)."""

from packages_ui.models import StatusChange
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.errors import ServiceError
from packages_ui.services.reading import Reading
from packages_ui.services.rows import status_name

BEFORE = {
    PackageStatus.READY_TO_SHIP: PackageStatus.PREPARING,
    PackageStatus.SHIPPED: PackageStatus.READY_TO_SHIP,
}
NUMBERS = {"waybill_number": "waybill number", "tracking_number": "tracking number"}


class IsSo(ServiceError):
    """The package has the status already, and everything else is as wanted; nothing was sent."""


def why_not(change: StatusChange, reading: Reading) -> str:
    """What has changed at Seller Center, as a sentence; empty when it can be sent. Raises IsSo."""
    if differs := _items(change, reading):
        return differs
    status = reading.package.status
    if status == change.status:
        if differs := _numbers(change, reading):
            return differs
        raise IsSo(f"Package {change.package_number} is {status_name(status)} already.")
    expected = BEFORE.get(PackageStatus(change.status))
    if status != expected:
        return (
            f"Package {change.package_number} is {status_name(status)} at Seller Center, "
            f"not {status_name(expected)}."
        )
    return ""


def _items(change: StatusChange, reading: Reading) -> str:
    packed, now = set(change.items), reading.item_numbers
    if not packed or packed == now:
        return ""
    came = _named("These items have come into it since", now - packed)
    went = _named("These are no longer in it", packed - now)
    told = " ".join(filter(None, (came, went)))
    return f"Package {change.package_number} is not what was packed. {told} Open the box and look."


def _named(words: str, numbers: set[str] | frozenset[str]) -> str:
    return f"{words}: {', '.join(sorted(numbers))}." if numbers else ""


def _numbers(change: StatusChange, reading: Reading) -> str:
    for name, word in NUMBERS.items():
        wanted, now = getattr(change, name), getattr(reading.package, name) or ""
        if wanted and wanted != now:
            status = status_name(reading.package.status)
            return (
                f"Package {change.package_number} is {status} already, but its {word} is {now or 'empty'}, "
                f"not {wanted}."
            )
    return ""
