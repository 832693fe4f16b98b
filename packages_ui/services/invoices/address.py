"""Where the invoice of a package is, by the copy of packages."""

from hashlib import sha256
from urllib.parse import urljoin

import msgspec
from django.conf import settings

from packages_ui.models import StoredPackage
from packages_ui.seller_center.files import Source
from packages_ui.seller_center.types import Package
from packages_ui.services.client import seller_center

MOST_BYTES = 5_000_000
SECONDS = 10.0
MOST_OF_ADDRESS = 2000


class Told(msgspec.Struct, frozen=True):
    """Of a stored package all that is read here."""

    invoice_url: str | None = None


def address_of(number: str, *, ask: bool = False) -> str:
    """Whole; empty where Seller Center names none. A package that is not in the copy is asked for if `ask`.
    Raises a SellerCenterError."""
    stored = StoredPackage.objects.filter(number=number).values_list("content", flat=True).first()
    told: Told | Package | None = None
    if stored is not None:
        told = msgspec.json.decode(stored, type=Told)
    elif ask:
        told = seller_center().get_package(number, deadline=SECONDS)
    url = (told.invoice_url or "").strip() if told else ""
    return _whole(url) if url and len(url) <= MOST_OF_ADDRESS else ""


def digest_of(url: str) -> str:
    """By which a change of the address is noticed; empty for none."""
    return sha256(url.encode()).hexdigest() if url else ""


def source() -> Source:
    """Where invoices may come from."""
    hosts = tuple(settings.INVOICE_HOSTS)
    return Source(own=settings.SELLER_CENTER_URL, hosts=hosts, most=MOST_BYTES, seconds=SECONDS)


def _whole(url: str) -> str:
    """A path alone is one of Seller Center's own."""
    try:
        return urljoin(f"{settings.SELLER_CENTER_URL}/", url)
    except ValueError:
        return url  # refused when it is fetched
