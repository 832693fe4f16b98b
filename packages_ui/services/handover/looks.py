"""What a code looks like that is on no box."""

import re

from packages_ui.models import ShelvedItem
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.product_barcodes.product_barcodes import product_of

SHAPES = (
    (r"PRINTER[A-Z0-9]{8}", "It is the code of a printer’s pairing slip."),
    (r"STATION\d+", "It is the code of a station."),
    (r"D\d{1,9}", "It is the code of a document."),
    (r"OK|UNDO|SKIP|PARK|REPRINT|MISSING|NEXT", "It is a command of the packing station."),
    (r"HTTPS?.*|WWW.*", "It looks like a web address."),
    (r"\d{8}|\d{12,14}", "It looks like the barcode of a product, or like a number of another company."),
)


def looks_like(*, text: str) -> str:
    """One sentence."""
    code = plain(text)
    if not code:
        return "It holds no letter and no digit."
    product = product_of(text=text) or _product_by_code(code)
    if product:
        return f"It is the barcode of the product {product}."
    return next((words for shape, words in SHAPES if re.fullmatch(shape, code)), _signs(code))


def _product_by_code(code: str) -> str:
    found = ShelvedItem.objects.filter(code=code).values_list("product", flat=True).first()
    return found or ""


def _signs(code: str) -> str:
    kind = "digits" if code.isdigit() else "letters" if code.isalpha() else "letters and digits"
    return f"It has {len(code)} {kind}."
