"""Messages about packages that are handed over to a shipping company."""

from packages_ui.messages.message import Message, define

NO_COMPANY = define("handover.no_company", "No shipping company")
ADDED = define("handover.added", "✓ {number} added")
REMOVE_STOPPED = define(
    "handover.remove_stopped", "Remove the box from the list, then close it. Nothing was changed."
)
DECIDED_BY_PACKING = define(
    "handover.decided_by_packing", "Seller Center is down: checked against our packing."
)
DECIDED_BY_COPY = define("handover.decided_by_copy", "Seller Center is down: checked against our copy.")
COUNTED_ONCE = define("handover.counted_once", "{number} is already on this list.")
BACK_TO_PACKING = define(
    "handover.back_to_packing", "Take it back to the packing station and scan its label there."
)
TELL_A_LEAD = define("handover.tell_a_lead", "Set it aside and tell a lead.")
SCAN_LABEL = define("handover.scan_label", "Nothing was changed. Scan the cargo label on the box.")

# --- unknown codes
NO_BOX = define("handover.no_box", "“{text}” is not a known box.")
NO_BOX_AWAY = define("handover.no_box_away", "Seller Center is down, and “{text}” was not packed here.")
NOT_PACKED_HERE = define(
    "handover.not_packed_here", "Seller Center is down, and {number} was not packed here."
)
IS_PRODUCT = define("handover.is_product", "It is the barcode of the product {product}.")
IS_PAIRING_CODE = define("handover.is_pairing_code", "It is the code of a printer’s pairing slip.")
IS_STATION = define("handover.is_station", "It is the code of a station.")
IS_DOCUMENT = define("handover.is_document", "It is the code of a document.")
IS_COMMAND = define("handover.is_command", "It is a command of the packing station.")
LOOKS_LIKE_ADDRESS = define("handover.looks_like_address", "It looks like a web address.")
LOOKS_LIKE_PRODUCT = define("handover.looks_like_product", "It looks like a product barcode.")

# --- boxes that may not go
HANDED_OVER = define("handover.handed_over", "{number} was already handed over.")
SHIPPED = define("handover.shipped", "{number} is already Shipped.")
CANCELLED = define("handover.cancelled", "{number} was cancelled: it is no longer in Seller Center.")
WRONG_STATUS = define("handover.wrong_status", "{number} is not Ready to Ship. Its status: {status}.")
NOT_READY = define("handover.not_ready", "{number} is not Ready to Ship.")
STILL_PACKING = define("handover.still_packing", "{number} is still being packed.")
NOT_READ_BACK = define("handover.not_read_back", "{number}: its label was not scanned on the closed box.")
STILL_PREPARING = define("handover.still_preparing", "{number} is still Preparing.")
OTHER_CARRIER = define("handover.other_carrier", "{number} goes with {carrier}, not with {chosen}.")
MOVE_BOX = define("handover.move_box", "Put it with the packages for {carrier}.")
ON_OTHER_LIST = define(
    "handover.on_other_list", "{number} is on the list for {other}, but now goes with {carrier}."
)
REMOVE_FIRST = define(
    "handover.remove_first", "Remove it from the list for {other} first, then scan it again."
)

# --- where a package is that was not scanned
PACKED_AT = define("handover.packed_at", "Packed at {station}, {at}")
PACKING_AT = define("handover.packing_at", "Being packed at {station}")
ASIDE_AT = define("handover.aside_at", "Set aside at {station}")
NEVER_PACKED = define("handover.never_packed", "Not packed here")
A_STATION = define("handover.a_station", "an unknown station")
IS_NOW = define("handover.is_now", "Now {status}")

# --- closing
EMPTY = define("handover.empty", "No package for {carrier} was scanned. Nothing was closed.")


def carrier_shown(carrier: str) -> Message | str:
    """The company's name; `No shipping company` is stored in English and shown in the reader's language."""
    return NO_COMPANY() if carrier == NO_COMPANY.one else carrier
