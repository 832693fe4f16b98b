"""Who must not be kept: a person is known by a telephone number or an e-mail address, of which only a
digest is stored. Packages of such a person are kept without names, addresses and notes: they must be sent."""

from collections.abc import Iterable, Iterator

from django.utils.crypto import salted_hmac
from msgspec.structs import replace

from backoffice.compiled import Compiled
from packages_ui.codes.folding import digits_of, fold
from packages_ui.models import ForgottenPerson
from packages_ui.seller_center.types import Address, Package

SALT = "packages_ui.forgotten"
PHONE_DIGITS = 10  # of its end: the country's code may be there or not
KEPT = ("city", "country", "country_code")


def digest_of(contact: str) -> str:
    """Of an e-mail address, or of a telephone number's last digits. Empty where it is neither."""
    text = fold(contact)
    digits = digits_of(contact)[-PHONE_DIGITS:]
    contact_key = text if "@" in text else digits if len(digits) == PHONE_DIGITS else ""
    return salted_hmac(SALT, contact_key, algorithm="sha256").hexdigest() if contact_key else ""


def forget_contact(digest: str) -> None:
    ForgottenPerson.objects.get_or_create(digest=digest)


def without_forgotten(packages: Iterable[Package]) -> list[Package]:
    """The packages, those of forgotten people without what identifies them. One query."""
    found = list(packages)
    theirs = _theirs(found)
    return [anonymous(package) if package.number in theirs else package for package in found]


def of_others(packages: Iterable[Package]) -> list[Package]:
    """The packages but those of forgotten people. One query."""
    found = list(packages)
    theirs = _theirs(found)
    return [package for package in found if package.number not in theirs]


DIGESTS = Compiled(lambda: ForgottenPerson.objects.order_by().values_list("digest"))


def _theirs(packages: list[Package]) -> set[str]:
    """The numbers of those of forgotten people."""
    digests = {digest for (digest,) in DIGESTS.rows()} if packages else set()
    return (
        {package.number for package in packages if digests & set(digests_of(package))} if digests else set()
    )


def digests_of(package: Package) -> Iterator[str]:
    """Of all contacts in it."""
    for address in (package.shipping_address, package.billing_address):
        if address:
            yield from filter(None, map(digest_of, filter(None, (address.phone_number, address.email))))


def anonymous(package: Package) -> Package:
    return replace(
        package,
        shipping_address=_bare(package.shipping_address),
        billing_address=None,
        notes=None,
        gift_box_note=None,
        invoice_url=None,  # the person's invoice
    )


def _bare(address: Address | None) -> Address | None:
    return Address(**{name: getattr(address, name) for name in KEPT}) if address else None
