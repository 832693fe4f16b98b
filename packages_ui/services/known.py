"""What we last saw of a package anywhere, kept for a day: what its label must fit to. No personal data."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache

from packages_ui.seller_center.types import Package
from packages_ui.services.fingerprint import fingerprint

KNOWN_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Known:
    """`codes` are the numbers that the label's barcodes must bear: tracking and waybill number."""

    fingerprint: str = ""
    codes: tuple[str, ...] = ()
    carrier: str = ""


def note(packages: Iterable[Package]) -> None:
    """Remember these; a cache that is away costs nothing but the knowledge."""
    cache.set_many({_key(package.number): _known(package) for package in packages}, KNOWN_SECONDS)


def of(*, numbers: Iterable[str]) -> dict[str, Known]:
    """What is known of these packages; those never seen are left out."""
    keys = {_key(number): number for number in numbers}
    return {keys[key]: known for key, known in cache.get_many(keys).items()}


def codes_of(package: Package) -> tuple[str, ...]:
    """Tracking and waybill number, as far as there are any."""
    return tuple(filter(None, (package.tracking_number, package.waybill_number)))


def carrier_of(package: Package) -> str:
    """The shipping company's name, else the shipping method's."""
    company = package.shipping_company
    return (company.name if company else "") or package.shipping_method or ""


def _known(package: Package) -> Known:
    return Known(fingerprint(package), codes_of(package), carrier_of(package))


def _key(number: str) -> str:
    return f"known:{number}"
