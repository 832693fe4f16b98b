"""What a label's own width cuts off."""

from collections import Counter

from packages_ui.labels.read import barcodes_in
from packages_ui.labels.zpl.drawing import Drawing
from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING, Message


def cut_by_width(drawing: Drawing) -> Message:
    """Which barcodes do not fit into the width that the label itself sets, perhaps for an earlier one."""
    pairs = ((Counter(barcodes_in(whole)), Counter(barcodes_in(kept))) for whole, kept in drawing.wider)
    missing = dict.fromkeys(text[:60] for whole, kept in pairs for text in whole - kept)
    return messages.CUT_BY_WIDTH(barcodes=tuple(missing)) if missing else NOTHING
