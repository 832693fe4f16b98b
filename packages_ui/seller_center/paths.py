"""The paths of the document, with numbers quoted so that hostile text cannot lead to another call."""

from urllib.parse import quote

from packages_ui.seller_center.errors import NotFound

PACKAGES = "/api/i2/packages/"
CLAIMS = "/api/i2/claims/"
PRODUCTS = "/api/i2/products/search/"


def packages() -> str:
    """PKG101."""
    return PACKAGES


def package(number: str, *, call: str) -> str:
    """PKG103. Each path raises NotFound for a number that cannot be one; nothing is sent then."""
    return f"{PACKAGES}{_segment(number, call)}/"


def items(number: str, *, call: str) -> str:
    """PKG102."""
    return f"{package(number, call=call)}items/"


def label(number: str, *, call: str) -> str:
    """PKG104."""
    return f"{package(number, call=call)}label/"


def change_shipping_method(number: str, *, call: str) -> str:
    """PKG105."""
    return f"{package(number, call=call)}change-shipping-method/"


def split(number: str, *, call: str) -> str:
    """PKG106."""
    return f"{package(number, call=call)}split/"


def reject(number: str, *, call: str) -> str:
    """PKG107."""
    return f"{package(number, call=call)}reject/"


def reservation(number: str, item_number: str, *, call: str) -> str:
    """PKG108: the one path without a slash at the end."""
    return f"{package(number, call=call)}reservations/{_segment(item_number, call)}"


def _segment(number: str, call: str) -> str:
    """Servers decode %2F before they find the call, so a slash is refused instead of quoted."""
    if not number.strip(".") or not number.isprintable() or "/" in number or "\\" in number:
        raise NotFound("not a number that Seller Center could have given", call=call)
    return quote(number, safe="")
