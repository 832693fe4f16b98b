"""Where the invoice of a package is, by the copy of packages."""

from hashlib import sha256
from urllib.parse import urljoin

import msgspec
from django.conf import settings

from packages_ui.models import StoredPackage
from packages_ui.seller_center.files import Source
from packages_ui.services.client import seller_center

MOST_BYTES = 5_000_000
SECONDS = 10.0
ASK_SECONDS = 5.0
MOST_OF_ADDRESS = 2000


class Told(msgspec.Struct, frozen=True):
    """Of a stored package all that is read here."""

    invoice_url: str | None = None


def address_of(number: str) -> str | None:
    """By the copy, whole; empty where it names none, None where it does not have the package."""
    stored = StoredPackage.objects.filter(number=number).values_list("content", flat=True).first()
    return address_in(stored) if stored else None


def address_in(content: str) -> str:
    """Of a stored package."""
    return _whole(msgspec.json.decode(content, type=Told).invoice_url)


def request_address(number: str) -> str:
    """The same, by Seller Center. Raises a SellerCenterError."""
    package = seller_center().get_package(number, deadline=ASK_SECONDS)
    return _whole(package.invoice_url) if package else ""


def digest_of(url: str | None) -> str:
    """By which a change of the address is noticed; empty for none."""
    return sha256(url.encode()).hexdigest() if url else ""


def source() -> Source:
    """Where invoices may come from."""
    hosts = tuple(settings.INVOICE_HOSTS)
    return Source(own=settings.SELLER_CENTER_URL, hosts=hosts, most=MOST_BYTES, seconds=SECONDS)


def _whole(link: str | None) -> str:
    """A path alone is one of Seller Center's own. Empty where it is none, or too long to be one."""
    url = (link or "").strip()
    if not url or len(url) > MOST_OF_ADDRESS:
        return ""
    try:
        return urljoin(f"{settings.SELLER_CENTER_URL}/", url)
    except ValueError:
        return url  # refused when it is fetched
