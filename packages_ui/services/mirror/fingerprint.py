"""What a cargo label was made from, as one short text to compare; and what its barcodes must contain."""

from hashlib import sha256

import msgspec
from msgspec.structs import replace

from packages_ui.seller_center.types import Package


def fingerprint(package: Package) -> str:
    """32 hex digits over address, amount, method, waybill and tracking number. The amount stands for the
    items, which PKG101 does not contain."""
    made_from = (
        package.shipping_address,
        package.amount,
        package.shipping_method,
        package.shipping_company,
        package.waybill_number,
        package.tracking_number,
    )
    return sha256(msgspec.json.encode(made_from)).hexdigest()[:32]


def bare_fingerprint(package: Package) -> str:
    """The same, as it was before the carrier had given out waybill and tracking number."""
    return fingerprint(replace(package, waybill_number=None, tracking_number=None))


def codes_of(package: Package) -> tuple[str, ...]:
    """Tracking and waybill number, as far as there are any."""
    return tuple(filter(None, (package.tracking_number, package.waybill_number)))


def carrier_of(package: Package) -> str:
    """The shipping company's name, else the shipping method's."""
    company = package.shipping_company
    return (company.name if company else "") or package.shipping_method or ""
