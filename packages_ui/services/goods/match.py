"""Which of the products that a search has found is the one of an item's code."""

from collections.abc import Sequence
from dataclasses import dataclass

from packages_ui.seller_center.products import Product
from packages_ui.services.barcodes.codes import plain

SEPARATORS = "-_./ "
LEAST_BASE = 3  # characters
COLOURS = ("COLOR", "COLOUR", "RENK", "COLOR_NAME")
SIZES = ("SIZE", "BEDEN", "NUMARA", "SIZE_NAME")
MOST_OF_NAME, MOST_OF_ATTRIBUTE, MOST_OF_ADDRESS = 200, 100, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a product, as long as it may be stored."""

    name: str
    colour: str = ""
    size: str = ""
    image: str = ""


def match(code: str, found: Sequence[Product]) -> Facts | None:
    """By sku, else by base code; None where none of them is it. A search may find anything."""
    same = [product for product in found if product.sku == code]
    same = same or [product for product in found if product.sku and plain(product.sku) == plain(code)]
    if same:
        return _facts(max(same, key=_completeness))
    based = [product for product in found if product.name and _is_base(product.base_code, code)]
    if not based:
        return None
    # a variant of which only the base is known: another one's colour, size and picture would mislead
    longest = max(based, key=lambda product: len(product.base_code))
    return Facts(name=longest.name[:MOST_OF_NAME])


def base_of(code: str) -> str:
    """The code without its last part, which may be that of all variants; empty where there is none."""
    cut = max(code.rfind(sign) for sign in SEPARATORS)
    return code[:cut] if cut >= LEAST_BASE else ""


def _is_base(base: str, code: str) -> bool:
    if len(base) < LEAST_BASE or not code.startswith(base):
        return False
    return len(code) == len(base) or code[len(base)] in SEPARATORS


def _completeness(product: Product) -> tuple[bool, bool, int]:
    """Of several rows of one sku the fullest counts."""
    return bool(product.name), bool(product.images), len(product.attributes)


def _facts(product: Product) -> Facts:
    image = product.images[0] if product.images else ""
    return Facts(
        name=product.name[:MOST_OF_NAME],
        colour=_attribute(product, COLOURS),
        size=_attribute(product, SIZES),
        image=image if len(image) <= MOST_OF_ADDRESS else "",
    )


def _attribute(product: Product, names: Sequence[str]) -> str:
    found = (product.attributes[name] for name in names if name in product.attributes)
    return next(found, "")[:MOST_OF_ATTRIBUTE]
