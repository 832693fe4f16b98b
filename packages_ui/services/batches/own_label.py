"""Our own label for a package whose carrier gives none."""

from packages_ui.drawing import draw
from packages_ui.labels.papers import OwnLabel
from packages_ui.seller_center.errors import NotFound
from packages_ui.seller_center.types import Address, Package
from packages_ui.services.client import seller_center


def draw_own_label(*, number: str) -> bytes:
    """A one-page PDF, 100 × 150 mm. Raises LabelError, Busy, or a SellerCenterError: NotFound when the
    package is gone."""
    package = seller_center().get_package(number)
    if package is None:
        raise NotFound(f"no package {number}", call="PKG101")
    address = package.shipping_address or Address()
    company = package.shipping_company.name if package.shipping_company else ""
    label = OwnLabel(
        package_number=package.number,
        order_number=package.order_number or "",
        name=_joined(address.first_name, address.last_name) or address.company_name or "",
        address_lines=tuple(line for line in (address.company_name, address.line) if line),
        district=address.district or "",
        township=address.township or "",
        city=address.city or "",
        postcode=address.postcode or "",
        country=address.country or "",
        phone=address.phone_number or "",
        shipping_company=company or "",
        shipping_method=package.shipping_method or "",
        barcode_text=barcode_text(package),
        note=address.notes or "",
    )
    return draw.draw_own_label(label)


def barcode_text(package: Package) -> str:
    """The barcode's content: the tracking number, else the waybill number, else the package's own."""
    return package.tracking_number or package.waybill_number or package.number


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
