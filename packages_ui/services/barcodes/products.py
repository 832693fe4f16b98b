"""The product of a barcode: look it up, save it, delete it. Each change is audited."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from backoffice.compiled import Compiled
from packages_ui.messages import barcodes as messages
from packages_ui.messages import common
from packages_ui.messages.message import Message
from packages_ui.models import Act, ProductBarcode
from packages_ui.services.barcodes.codes import bare_code, plain
from packages_ui.services.errors import ServiceError

LONGEST = 200


class BarcodeRefused(ServiceError):
    """The barcode was not saved; nothing was changed. `reason` alone does not mention that."""

    def __init__(self, reason: Message, advice: Message | str = "") -> None:
        super().__init__(reason + common.NOTHING_CHANGED() + advice)
        self.reason = reason


class TaughtOtherwise(BarcodeRefused):
    """The barcode is already saved for another `product`."""

    def __init__(self, barcode: ProductBarcode) -> None:
        saved = messages.OTHER_PRODUCT(barcode=barcode.text, product=barcode.product)
        super().__init__(saved, messages.REPLACE_IF_WRONG())
        self.product = barcode.product


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A barcode as it was scanned (`text`) and normalised (`barcode`), and its product."""

    text: str
    barcode: str
    product: str


def product_of(*, text: str) -> str | None:
    """The product saved for this barcode, None for an unknown one. One indexed look-up."""
    found = PRODUCT.rows(barcode=plain(text)[:LONGEST])
    return str(found[0][0]) if found else None


def _product(*, barcode: str) -> QuerySet[ProductBarcode, Any]:
    return ProductBarcode.objects.filter(barcode=barcode).order_by().values_list("product")


PRODUCT = Compiled(_product)


def add_barcode(
    *, text: str, product: str, user_id: int, package_number: str = "", replace: bool = False
) -> ProductBarcode:
    """Save `text` as a barcode of `product`. `package_number`: what was being packed.

    Raises BarcodeRefused where barcode or product is missing, and TaughtOtherwise where it is saved for
    another product, unless `replace`.
    """
    pair = pair_of(text=text, product=product)
    with transaction.atomic():
        row, made = ProductBarcode.objects.select_for_update().get_or_create(
            barcode=pair.barcode,
            defaults={"text": pair.text, "product": pair.product, "taught_by_id": user_id},
        )
        before = None if made else row.product
        if before == pair.product:
            return row
        if before is not None:
            if not replace:
                raise TaughtOtherwise(row)
            _replace(row, pair, user_id)
        _note(row, user_id, before=before, after=row.product, package_number=package_number)
    return row


def forget(*, barcode: ProductBarcode, user_id: int) -> bool:
    """Delete it. False when it was already deleted or changed."""
    with transaction.atomic():
        deleted, _ = ProductBarcode.objects.filter(pk=barcode.pk, product=barcode.product).delete()
        if deleted:
            _note(barcode, user_id, before=barcode.product, after=None)
    return bool(deleted)


def pair_of(*, text: str, product: str) -> Pair:
    """Both, cleaned. Raises BarcodeRefused where one is missing or too long."""
    text, product = bare_code(text), product.strip()
    barcode = plain(text)
    if not barcode:
        raise BarcodeRefused(messages.NO_BARCODE())
    if not product:
        raise BarcodeRefused(messages.NO_PRODUCT())
    if max(len(text), len(product)) > LONGEST:
        raise BarcodeRefused(messages.TOO_LONG(most=LONGEST))
    if any(not sign.isprintable() for sign in text + product):
        raise BarcodeRefused(messages.NOT_PRINTABLE())
    return Pair(text=text, barcode=barcode, product=product)


def _replace(row: ProductBarcode, pair: Pair, user_id: int) -> None:
    row.text, row.product, row.taught_by_id = pair.text, pair.product, user_id
    row.save(update_fields=["text", "product", "taught_by"])


def _note(
    row: ProductBarcode, user_id: int, *, before: str | None, after: str | None, package_number: str = ""
) -> None:
    Act.objects.create(
        package_number=package_number[:64],
        verb=Act.Verb.TEACH,
        outcome=Act.Outcome.DONE,
        user_id=user_id,
        before={"barcode": row.barcode, "product": before},
        after={"barcode": row.barcode, "product": after},
    )
