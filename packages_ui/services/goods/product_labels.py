"""Labels for products without a barcode that scans: find the product, draw its label, print copies of it."""

from dataclasses import dataclass
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Q

from packages_ui.drawing import draw
from packages_ui.labels.papers import ProductLabel
from packages_ui.messages import goods as messages
from packages_ui.models import Act, Printer, Product, ProductBarcode, Slip, StoredItem
from packages_ui.services import audit
from packages_ui.services.barcodes.codes import bare_code, plain
from packages_ui.services.barcodes.products import LONGEST, product_of
from packages_ui.services.errors import ServiceError
from packages_ui.services.goods.shown import goods_of
from packages_ui.services.printing.slips import make_slip, upright

MOST = 200  # labels in one job
MOST_FOUND = 20


class LabelsRefused(ServiceError):
    """Nothing was printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A product that may be meant."""

    sku: str
    name: str


def find(*, text: str) -> list[Found]:
    """By its code, else by one of its barcodes, else all whose name contains `text`; at most MOST_FOUND."""
    text = "".join(filter(str.isprintable, text)).strip()[:LONGEST]
    skus = _of_code(text) if plain(text) else []
    if not skus and text:
        named = Q(own_name__icontains=text) | Q(name__icontains=text)
        skus = list(Product.objects.filter(named).values_list("sku", flat=True)[:MOST_FOUND])
    return [Found(sku=sku, name=name) for sku, name in _named(skus).items()]


def _of_code(text: str) -> list[str]:
    taught = product_of(text=bare_code(text))
    if taught:
        return [taught]
    if Product.objects.filter(sku=text).exists() or ProductBarcode.objects.filter(product=text).exists():
        return [text]
    items = StoredItem.objects.filter(code=plain(text)).exclude(product="").order_by()
    return list(items.values_list("product", flat=True).distinct()[:MOST_FOUND])


def print_labels(*, sku: str, copies: int, printer: Printer, user_id: int, key: str) -> Slip:
    """In one job, through the ledger of slips; the same `key` with the same choices prints once.

    Raises LabelsRefused; and LabelError, Busy, OSError or PrinterGone where it cannot be made.
    """
    _check(sku, copies)
    code = code_of(sku)
    content = _drawn(ProductLabel(name=_named([sku])[sku], code=code), printer, copies)
    unique = sha256(repr((key, user_id, sku, copies, printer.pk)).encode()).hexdigest()
    after = {"product": sku, "barcode": code, "printer": printer.pk, "copies": copies}
    kind = Slip.Kind.PRODUCT
    try:
        with transaction.atomic():
            slip = make_slip(
                printer=printer, kind=kind, content=content, user_id=user_id, copies=copies, key=unique
            )
            audit.note(Act.Verb.PRINTER, user_id=user_id, after={**after, "slip": slip.pk})
    except IntegrityError:
        return Slip.objects.select_related("printer").get(key=unique)
    return slip


def code_of(sku: str) -> str:
    """The first barcode that was saved for it, else the code itself."""
    rows = ProductBarcode.objects.filter(product=sku).order_by("pk")
    return rows.values_list("text", flat=True).first() or sku


def _drawn(label: ProductLabel, printer: Printer, copies: int) -> bytes:
    """A browser has to be given each copy as a page of its own."""
    page = draw.draw_product_label(label, size=upright(printer).size)
    return page if printer.is_fed or copies == 1 else draw.repeat(page, copies=copies)


def _check(sku: str, copies: int) -> None:
    if not plain(sku):
        raise LabelsRefused(messages.LABEL_NO_PRODUCT())
    if len(sku) > LONGEST or not sku.isprintable():
        raise LabelsRefused(messages.LABEL_NO_CODE(most=LONGEST))
    if not 1 <= copies <= MOST:
        raise LabelsRefused(messages.LABEL_COUNT(most=MOST))


def _named(skus: list[str]) -> dict[str, str]:
    """Each with its colour, size and name, as far as they are known: paper may cut the end of it, and the
    name is that of all variants."""
    goods = goods_of(skus)
    words = {sku: (goods[sku].look, goods[sku].name) if sku in goods else () for sku in skus}
    return {sku: " · ".join(filter(None, parts)) for sku, parts in words.items()}
