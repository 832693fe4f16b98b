"""Which product a barcode stands on: looked up, taught, forgotten. Each change is audited."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from backoffice.compiled import Compiled
from packages_ui.models import Act, ProductBarcode
from packages_ui.services.barcodes.codes import plain, said
from packages_ui.services.errors import ServiceError

LONGEST = 200


class BarcodeRefused(ServiceError):
    """The barcode was not taught; nothing was changed."""


class TaughtOtherwise(BarcodeRefused):
    """The barcode stands on another product's units by what was taught before: `product`."""

    def __init__(self, barcode: ProductBarcode) -> None:
        super().__init__(
            f"The barcode {barcode.text} was taught before as {barcode.product}. Nothing was changed. "
            "Replace that only if it was wrong."
        )
        self.product = barcode.product


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A barcode as it was scanned, as scans are compared, and the product that it stands on."""

    text: str
    barcode: str
    product: str


def product_of(*, text: str) -> str | None:
    """The product that this barcode was taught as, None for one that was not. One indexed look-up."""
    found = PRODUCT.rows(barcode=plain(text)[:LONGEST])
    return str(found[0][0]) if found else None


def _product(*, barcode: str) -> QuerySet[ProductBarcode, Any]:
    return ProductBarcode.objects.filter(barcode=barcode).order_by().values_list("product")


PRODUCT = Compiled(_product)


def teach(
    *, text: str, product: str, user_id: int, package_number: str = "", replace: bool = False
) -> ProductBarcode:
    """From now on `text` counts as a unit of `product`. `package_number`: what was being packed.

    Raises BarcodeRefused where there is no barcode or no product, and TaughtOtherwise where it was taught as
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
    """It counts as no product any more. False when it was forgotten already."""
    with transaction.atomic():
        deleted, _ = ProductBarcode.objects.filter(pk=barcode.pk, product=barcode.product).delete()
        if deleted:
            _note(barcode, user_id, before=barcode.product, after=None)
    return bool(deleted)


def pair_of(*, text: str, product: str) -> Pair:
    """Both, tidied. Raises BarcodeRefused with a sentence where one is missing or too long."""
    text, product = said(text), product.strip()
    barcode = plain(text)
    if not barcode:
        raise BarcodeRefused("A barcode has at least one letter or digit. Nothing was changed.")
    if not product:
        raise BarcodeRefused("It was not said which product this is. Nothing was changed.")
    if max(len(text), len(product)) > LONGEST:
        raise BarcodeRefused(f"More than {LONGEST} signs cannot be kept. Nothing was changed.")
    if any(not sign.isprintable() for sign in text + product):
        raise BarcodeRefused("It holds signs that cannot be printed. Nothing was changed.")
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
