"""Teach at the desk: the barcode that nobody knew stands on a product of the open package."""

from packages_ui.models import Packing
from packages_ui.services.packing import units
from packages_ui.services.packing.commands import NOT_NOW
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.facts import facts_of
from packages_ui.services.packing.words import Outcome, Word
from packages_ui.services.product_barcodes.product_barcodes import BarcodeRefused
from packages_ui.services.product_barcodes.product_barcodes import teach as teach_barcode

NOT_YOURS = Word(
    outcome=Outcome.NOT_NOW,
    sentence="Only a lead teaches barcodes.",
    next="Call one, or confirm the unit by hand.",
)


def teach(packing: Packing, desk: Desk, *, product: str, clock: int) -> Word:
    """The unit in the hand counts at once."""
    if "teach_barcode" not in desk.rights:
        return NOT_YOURS
    if packing.block.get("outcome") != Outcome.UNKNOWN or not packing.units.filter(product=product).exists():
        return NOT_NOW
    text = packing.block["text"]
    try:
        teach_barcode(text=text, product=product, user_id=desk.user_id, package_number=packing.package_number)
    except BarcodeRefused as error:
        return Word(outcome=Outcome.NOT_NOW, sentence=error.sentence)
    packing.block = {}
    return units.count(packing, texts=[text], clock=clock, facts=facts_of(packing, texts=[text]))
