"""What the packing station says of scans and labels, of missing items, and of packages that others need."""

from packages_ui.messages.message import define, define_plural

# --- any step
ACKNOWLEDGE = define("packing.acknowledge", "Then press Space or scan OK.")
NO_PERMISSION = define("packing.no_permission", "You don't have permission.")
NOT_AT_THIS_STEP = define("packing.not_at_this_step", "This does nothing at this step.")
NOTHING_OPEN = define("packing.nothing_open", "No package is open.")
SCAN_PACKAGE = define("packing.scan_package", "Scan any code of a package.")
SCAN_NEXT = define("packing.scan_next", "Scan the next one.")
COUNTS_AFTER_OK = define("packing.counts_after_ok", "This scan is kept. It counts after OK if it is right.")
NOT_DONE_YET = define("packing.not_done_yet", "This was not done. Confirm the error first.")
COUNTED_AFTER = define("packing.counted_after", "Scanned since then and counted: {items}.")
SCAN_THESE_AGAIN = define("packing.scan_these_again", "Not counted, scan again: {codes}.")
MORE_CODES = define_plural("packing.more_codes", "{count} more", "{count} more")
NOTES_CONFIRMED = define("packing.notes_confirmed", "Notes confirmed.")
SCAN_ITEMS = define("packing.scan_items", "Scan the items.")
READ_NOTES_FIRST = define("packing.read_notes_first", "Not counted: read the notes first.")
SET_ASIDE = define("packing.set_aside", "Package {number} is set aside.")
SET_ASIDE_NEXT = define("packing.set_aside_next", "Put it away with its items. Scan the next one.")
NOTHING_SET_ASIDE = define("packing.nothing_set_aside", "No package is set aside.")
WHAT_IS_MISSING = define("packing.what_is_missing", "What is missing?")
NO_STATION = define("packing.no_station", "There is no station {number}.")
AT_STATION = define("packing.at_station", "This computer now works at {station}.")
OPEN_AT_STATION = define("packing.open_at_station", "Package {number} is open there.")

# --- opening
OPEN = define("packing.open", "Package {number} is open.")
OPEN_HERE = define("packing.open_here", "Package {number} is open here.")
CONTINUED = define("packing.continued", "Continuing package {number}.")
NOT_OPENED = define("packing.not_opened", "Package {number} was not opened: another tab is opening packages.")
CLOSE_TAB = define("packing.close_tab", "Close the other tab, then scan it again.")
GONE = define("packing.gone", "Package {number} is no longer in Seller Center.")
PUT_ITEMS_BACK = define("packing.put_items_back", "The customer may have cancelled. Put the items back.")
AWAY = define("packing.away", "{text} is not stored here and Seller Center is down.")
FROM_COPY = define("packing.from_copy", "Seller Center is down: this is our copy of {time}.")
AWAY_NEXT = define("packing.away_next", "Pack another package, and scan this one later.")
ALREADY_PACKED = define("packing.already_packed", "Package {number} is already packed ({status}).")
NOT_PREPARING = define("packing.not_preparing", "Package {number} cannot be packed. Its status: {status}.")
OPEN_ITS_PAGE = define("packing.open_its_page", "Open its page to see what happened.")
OPEN_PAGE = define("packing.open_page", "Open its page")
NOT_SENT_YET = define(
    "packing.not_sent_yet", "Package {number} is already packed. The update to Seller Center is pending."
)
NOT_ACCEPTED = define(
    "packing.not_accepted", "Package {number} is already packed, but Seller Center did not accept the update."
)
NO_ITEMS = define("packing.no_items", "Package {number} has no items.")
NO_ITEMS_NEXT = define("packing.no_items_next", "There is nothing to pack. Ask a lead.")
TAKE_OVER = define("packing.take_over", "Take it over")
TAKE_OVER_NEXT = define("packing.take_over_next", "Take it over, or pack another package.")
ASK_FOR_TAKE_OVER = define(
    "packing.ask_for_take_over", "Pack another package, or ask a lead to take this one over."
)
SOMEBODY = define("packing.somebody", "Somebody who has left")
OPEN_ELSEWHERE = define("packing.open_elsewhere", "Package {number} is open: {who}, last scan {at}.")
OPEN_ELSEWHERE_AT = define(
    "packing.open_elsewhere_at", "Package {number} is open: {who}, {station}, last scan {at}."
)

# --- notes
NOTE_GIFT = define("packing.note_gift", "Gift box")
NOTE_PACKAGE = define("packing.note_package", "Package note")
NOTE_ADDRESS = define("packing.note_address", "Address note")
NOTE_CARRIER = define("packing.note_carrier", "No carrier label here")
PACK_AS_GIFT = define("packing.pack_as_gift", "Pack it as a gift.")
CARRIER_LABEL = define(
    "packing.carrier_label", "Put the carrier's own label on the box. Then scan or type its tracking number."
)

# --- finding
SEVERAL_FIT = define("packing.several_fit", "Several packages match.")
SEVERAL_MATCH = define("packing.several_match", "Several packages match {text}.")
NEEDED_FOR = define_plural(
    "packing.needed_for",
    "{count} waiting package needs this: {text}.",
    "{count} waiting packages need this: {text}.",
)
NOT_PACKED_YET = define("packing.not_packed_yet", "{document}: {left} of {total} not packed yet.")
PRESS_NUMBER = define("packing.press_number", "Press the number of the one in front of you.")
MORE_NOT_SHOWN = define_plural(
    "packing.more_not_shown", "{count} more is not shown.", "{count} more are not shown."
)
CHOICE = define("packing.choice", "Package {number}")
CHOICE_IN_SLOT = define("packing.choice_in_slot", "{slot} · {choice}")
SLOT = define("packing.slot", "Slot {slot}")
CART_SLOT = define("packing.cart_slot", "Cart {cart}, slot {slot}")
CHOICE_OF_ORDER = define_plural(
    "packing.choice_of_order",
    "Package {number} · order {order} · {count} item",
    "Package {number} · order {order} · {count} items",
)
CHOICE_ABOUT = define_plural(
    "packing.choice_about",
    "Package {number} · {about} · {count} item",
    "Package {number} · {about} · {count} items",
)
PLACED_AGO = define("packing.placed_ago", "ordered {age} ago")
NOTHING_FOUND = define("packing.nothing_found", "Nothing found for {text}.")
SCAN_ANOTHER = define("packing.scan_another", "Scan another code of the package, or type its number.")
LOOKS_LIKE_PRODUCT = define("packing.looks_like_product", "It looks like a product barcode ({kind}).")
LOOKS_LIKE_QR = define("packing.looks_like_qr", "It is long, perhaps a QR code.")

# --- items
NO_CODE = define("packing.no_code", "an item without a product code")
ALL_COUNTED = define("packing.all_counted", "All items are in the box.")
ALREADY_COUNTED = define("packing.already_counted", "All items are already counted.")
COUNTED = define("packing.counted", "{product}: {done} of {total}.")
NEXT_PRODUCT = define("packing.next_product", "Next: {product}.")
NOTHING_TO_UNDO = define("packing.nothing_to_undo", "No item is counted yet.")
UNDONE = define("packing.undone", "Undone: {product}.")
TAKE_OUT_COUNTED = define_plural(
    "packing.take_out_counted", "Take it out of the box.", "Take all {count} out of the box."
)
KEEP_LABEL = define(
    "packing.keep_label", "Keep its printed label: it goes on this box once all items are back in."
)
KEEP_COMING_LABEL = define(
    "packing.keep_coming_label", "Its label still prints: keep it for this box until all items are back in."
)
ONLY_LEFT = define_plural(
    "packing.only_left",
    "{product}: only {count} is left to count.",
    "{product}: only {count} are left to count.",
)
NOTHING_COUNTED = define("packing.nothing_counted", "Nothing was counted.")
DOUBLE_SCAN = define("packing.double_scan", "Double scan: counted once.")
SCAN_SECOND = define("packing.scan_second", "If you hold a second item, scan it again after this.")
TOO_MANY = define_plural(
    "packing.too_many",
    "One too many: {product}. Only {count} belongs in this box.",
    "One too many: {product}. Only {count} belong in this box.",
)
PUT_BACK = define("packing.put_back", "Put this one back.")
WRONG_ITEM = define("packing.wrong_item", "Wrong item: {product} does not belong in this box.")
TAKE_RIGHT_ONE = define("packing.take_right_one", "Put it back and take the right one.")
UNKNOWN_BARCODE = define("packing.unknown_barcode", "Unknown barcode {text}")
CHECK_ITEM = define(
    "packing.check_item", "Check that this is the right item. If so, ask a lead to add this barcode."
)
OF_OTHER_PACKAGE = define("packing.of_other_package", "{product} belongs to package {number}.")
OF_OTHER_PACKAGE_AT = define(
    "packing.of_other_package_at", "{product} belongs to package {number} ({station})."
)
KEEP_FOR_OTHER = define("packing.keep_for_other", "Set it aside for that package.")
LEADS_ADD_BARCODES = define("packing.leads_add_barcodes", "Only a lead can add barcodes.")
CALL_A_LEAD = define("packing.call_a_lead", "Call a lead, or count the item by hand.")
ITEMS_OF = define("packing.items_of", "{count} × {product}")
MORE_ITEMS = define_plural("packing.more_items", "{count} more item", "{count} more items")

# --- changed at Seller Center
CHANGED = define("packing.changed", "Package {number} has changed at Seller Center.")
CHANGED_OUT = define("packing.changed_out", "Removed: {items}.")
CHANGED_IN = define("packing.changed_in", "Added: {items}.")
TAKE_OUT = define("packing.take_out", "Take out of the box: {items}.")
LAST_SCAN_IGNORED = define("packing.last_scan_ignored", "The last scan did not count.")
CHECK_THEN_OK = define("packing.check_then_ok", "Check, then press Space or scan OK.")

# --- tracking number of the carrier's own label
NO_TRACKING_NUMBER = define("packing.no_tracking_number", "This is not a tracking number.")
SCAN_CARRIER_LABEL = define(
    "packing.scan_carrier_label", "Scan the barcode of the carrier's own label, or type its number."
)
TRACKING_NUMBER = define("packing.tracking_number", "Tracking number {number}.")
CLOSE_AND_SCAN = define("packing.close_and_scan", "Close the box and scan it again.")
TRACKING_NUMBER_FIRST = define("packing.tracking_number_first", "Type or scan the tracking number first.")

# --- label
NO_LABEL = define("packing.no_label", "No label yet")
NOT_PRINTED_YET = define("packing.not_printed_yet", "No label has been printed yet.")
WHY_REPRINT = define("packing.why_reprint", "Why print the label again?")
WHY_REPRINT_NEXT = define("packing.why_reprint_next", "Press a number. Destroy the first label.")
NO_REASON = define("packing.no_reason", "That is not one of the reasons. Nothing was printed.")
ALREADY_REPRINTING = define("packing.already_reprinting", "It is already being printed again.")
REPRINTING = define("packing.reprinting", "The label is printed again.")
DESTROY_FIRST = define("packing.destroy_first", "Destroy the first one.")
NOTHING_TO_ANSWER = define("packing.nothing_to_answer", "This was already answered.")
PRINTED_AS_IS = define("packing.printed_as_is", "The label is printed as it is.")
LABEL_PRINTED = define("packing.label_printed", "The label is printed.")
SCAN_ON_BOX = define("packing.scan_on_box", "Scan it on the closed box.")
RETRYING = define("packing.retrying", "The label was requested again.")
OWN_LABEL = define("packing.own_label", "Our own label is on its way.")
NO_LABEL_FAILED = define("packing.no_label_failed", "No label of this package has failed.")
NOT_NEEDED = define("packing.not_needed", "The package is packed: this label is no longer needed.")
PRINTED_ON = define("packing.printed_on", "Printed on {printer} at {time}.")
PRINTS_FIRST = define_plural(
    "packing.prints_first",
    "{printer}: {count} label of a batch prints first. A lead can pause that batch.",
    "{printer}: {count} labels of a batch print first. A lead can pause that batch.",
)

# --- why its label cannot be scanned on the box yet: a heading, then what to do
LABEL_NONE = define("packing.label_none", "There is no label yet")
LABEL_CANCELLED = define("packing.label_cancelled", "The label was cancelled")
LABEL_COMING = define("packing.label_coming", "The label is coming")
LABEL_PAUSED = define("packing.label_paused", "Its batch is paused")
LABEL_ASKS = define("packing.label_asks", "The label needs an answer")
LABEL_FAILED = define("packing.label_failed", "The label failed")
LABEL_UNCONFIRMED = define("packing.label_unconfirmed", "Did the label print?")
LABEL_OUTDATED = define("packing.label_outdated", "This label is outdated")
LABEL_USED = define("packing.label_used", "This label was used before")
PUT_ON_BOX = define("packing.put_on_box", "Put it on the closed box, then scan it.")
COMES_BY_ITSELF = define("packing.comes_by_itself", "It is requested automatically.")
THEN_IT_COMES = define("packing.then_it_comes", "Then the label prints automatically.")
PRESS_A = define("packing.press_a", "Press A to print it, or ask a lead.")
PRESS_Y = define("packing.press_y", "Press Y to print it as it is, or ask a lead.")
PRESS_A_OR_O = define("packing.press_a_or_o", "Press A to retry, or O to print our own label.")
NO_PAPER_PRESS_R = define("packing.no_paper_press_r", "No label at the printer? Press R to print it again.")
PRESS_Y_OR_R = define("packing.press_y_or_r", "Press Y if it is in your hand, R to print it again.")
RESUME_BATCH = define("packing.resume_batch", "Ask a lead to resume it, or set the package aside.")
DESTROY_OUTDATED = define("packing.destroy_outdated", "Destroy it. Press R to print the new one.")
DESTROY_USED = define("packing.destroy_used", "Destroy it. Press R to print a new one.")

# --- read-back
OWN_NUMBER = define("packing.own_number", "That is the package's own number.")
SCAN_CARGO_LABEL = define("packing.scan_cargo_label", "Scan the cargo label on the closed box.")
LABEL_OF = define("packing.label_of", "This label belongs to package {number}.")
NOT_THIS_LABEL = define("packing.not_this_label", "{text} is not the label of this box.")
PUT_ON_THAT_BOX = define("packing.put_on_that_box", "Put it on that box.")
GOES_HERE = define("packing.goes_here", "This box needs the label of package {number}.")
SHARED_BARCODE = define("packing.shared_barcode", "Other labels have this barcode too.")
SCAN_BARCODE_ENDING = define("packing.scan_barcode_ending", "Scan the barcode that ends with {end}.")
SCAN_TRACKING_BARCODE = define("packing.scan_tracking_barcode", "Scan the barcode of its tracking number.")
LABEL_MOVED = define("packing.label_moved", "The label's state has just changed.")
SCAN_AGAIN = define("packing.scan_again", "Scan it again.")
PACKED = define("packing.packed", "Package {number} is packed.")

# --- missing items
REJECT = define("packing.reject", "Reject")
SPLIT = define("packing.split", "Send what is here")
RELEASE = define("packing.release", "Release the reservation")
PARK = define("packing.park", "Set aside")
NOTHING_MISSING = define("packing.nothing_missing", "No item is marked as missing.")
NOTHING_HERE = define("packing.nothing_here", "Nothing is here to send. Count what is here, or untick it.")
NO_RESERVATION = define("packing.no_reservation", "No missing item has a reservation.")
WILL_LEAVE_ORDER = define(
    "packing.will_leave_order", "Removed from the order for good: {items}. The customer does not get this."
)
WILL_DISAPPEAR = define("packing.will_disappear", "Nothing is left, so package {number} disappears.")
WILL_CONTINUE = define_plural(
    "packing.will_continue",
    "You continue with the {count} item that is left.",
    "You continue with the {count} items that are left.",
)
WILL_BECOME_NEW = define(
    "packing.will_become_new", "This box becomes a new package with its own label: {items}."
)
WILL_WAIT = define(
    "packing.will_wait",
    "Package {number} stays in Preparing and waits for: {items}. The customer gets two packages.",
)
WILL_RELEASE = define("packing.will_release", "Reserved stock is released for other orders: {items}.")
WILL_BE_SET_ASIDE = define(
    "packing.will_be_set_aside", "Package {number} keeps all its items and is set aside."
)
NOTHING_CHANGES = define(
    "packing.nothing_changes", "Nothing changes at Seller Center. Package {number} waits until continued."
)
BOX_ASIDE = define_plural(
    "packing.box_aside",
    "Set the box aside with the {count} item in it.",
    "Set the box aside with the {count} items in it.",
)
BOX_EMPTY = define("packing.box_empty", "Its box is still empty.")
NO_LONGER_OPEN = define("packing.no_longer_open", "Package {number} is no longer open here.")
CHECK_DESK = define("packing.check_desk", "Somebody else continued it. Check the packing page.")
NOTHING_LEFT = define("packing.nothing_left", "Nothing is left of package {number}.")
PUT_BACK_ITEMS = define("packing.put_back_items", "Put back: {items}.")
SPLIT_DONE = define("packing.split_done", "Package {number} is split. This box is now package {new}.")
SPLIT_LEFT = define("packing.split_left", "Left in package {number}: {items}.")
SPLIT_LOST = define(
    "packing.split_lost", "Package {number} is split, but the new package could not be found yet."
)
SPLIT_LOST_NEXT = define(
    "packing.split_lost_next", "Set the box aside and scan order {order} in a moment. Scan again: {items}."
)
STILL_OPEN = define("packing.still_open", "Package {number} is still open here.")
BOX_ASIDE_WITH = define("packing.box_aside_with", "Set the box aside with its items: {items}.")

# --- other packages that need the same product
CHOOSE_PACKAGES = define("packing.choose_packages", "Choose between 1 and {most} packages.")
NOT_REACHED = define("packing.not_reached", "Not reached within a minute. Nothing was sent: choose it again.")
LEFT_OUT = define("packing.left_out", "It is left out.")
NOT_NEEDED_NOW = define(
    "packing.not_needed_now", "Package {number} no longer needs it. Nothing was sent for it."
)
NOTHING_LEFT_OF_IT = define("packing.nothing_left_of_it", "Nothing is left of it.")

# --- packed without a label
NOT_OPEN = define("packing.not_open", "Package {number} is not open at this station.")
NOT_READY_FOR_IT = define("packing.not_ready_for_it", "Package {number}: confirm its notes and items first.")
SCAN_ITS_NUMBER = define(
    "packing.scan_its_number", "Package {number} has the carrier's own label: scan its number."
)
MAY_STILL_PRINT = define(
    "packing.may_still_print",
    "Its label was sent to {printer} and may still print: check that printer first.",
)
UNCONFIRMED = define(
    "packing.unconfirmed", "It is not known whether its label printed. Answer that first, under Labels."
)
PRINTER_BROKEN = define("packing.printer_broken", "The printer is broken")
CARRIER_BRINGS_LABEL = define("packing.carrier_brings_label", "The carrier brings its label")
CARRIER_HAS_NO_LABEL = define("packing.carrier_has_no_label", "The carrier gives no label")
