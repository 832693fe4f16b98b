"""What was done, as the history of a package and the activity list say it."""

from packages_ui.messages.message import define, define_plural

LABEL_REQUESTED = define("history.label_requested", "Label requested (batch {batch}).")
LABEL_REPRINTED = define("history.label_reprinted", "Label printed again (batch {batch}).")
BECAUSE = define("history.because", "Reason: {reason}")
LABEL_CAME_OUT = define("history.label_came_out", "Label confirmed as printed (batch {batch}).")
LABEL_DID_NOT = define("history.label_did_not", "Label did not print; it is printed again (batch {batch}).")
LABEL_ALLOWED = define(
    "history.label_allowed", "Label released for printing after the barcode check (batch {batch})."
)
LABEL_LEFT_OUT = define("history.label_left_out", "Label left out after the barcode check (batch {batch}).")
CHECKED_DUPLICATE = define("history.checked_duplicate", "Checked for a duplicate label (batch {batch}).")
LABEL_CANCELLED = define("history.label_cancelled", "Label cancelled (batch {batch}).")
LABEL_RETRIED = define("history.label_retried", "Label requested once more (batch {batch}).")
OWN_LABEL = define("history.own_label", "Our own label requested (batch {batch}).")
OUTDATED_RENEWED = define("history.outdated_renewed", "Outdated label fetched again (batch {batch}).")

PACKED = define_plural(
    "history.packed", "Packed {count} item at {station}.", "Packed {count} items at {station}."
)
BY_HAND = define_plural(
    "history.by_hand", "{count} of them without a scan.", "{count} of them without a scan."
)
WITHOUT_LABEL = define("history.without_label", "Packed without a label.")
WITHOUT_INVOICE = define("history.without_invoice", "Packed without its invoice.")
INVOICE_REQUESTED = define("history.invoice_requested", "Invoice requested on {printer}.")
TAKEN_OVER = define("history.taken_over", "Taken over at {station}.")
A_STATION = define("history.a_station", "a deleted station")
A_PRINTER = define("history.a_printer", "a deleted printer")

HANDED_OVER = define("history.handed_over", "Added to the handover list of {carrier}.")
REMOVED_FROM_LIST = define("history.removed_from_list", "Removed from the handover list.")
UPDATE_SENT_AGAIN = define("history.update_sent_again", "The status update is sent once more.")

BATCH_PAUSED = define("history.batch_paused", "Batch {batch} paused.")
BATCH_NAMED = define("history.batch_named", "Batch {batch} is named {name}.")
BATCH_UNNAMED = define("history.batch_unnamed", "Batch {batch} has no name any more.")
BATCH_RESUMED = define("history.batch_resumed", "Batch {batch} resumed.")
PRINTER_PAUSED = define("history.printer_paused", "{printer} paused.")
PRINTER_RESUMED = define("history.printer_resumed", "{printer} resumed.")
ALL_RESUMED = define("history.all_resumed", "Printing resumed after a backup was restored.")
BATCH_MOVED = define_plural(
    "history.batch_moved",
    "Batch {batch}: {count} label moved to {printer}.",
    "Batch {batch}: {count} labels moved to {printer}.",
)
THE_BROWSER = define("history.the_browser", "the browser")

ADDED = define("history.added", "{name} added.")
DELETED = define("history.deleted", "{name} deleted.")
CHANGED = define("history.changed", "{name} changed: {changes}")
PAIRING_PRINTED = define("history.pairing_printed", "{printer}: pairing slip printed.")
PAIRED = define("history.paired", "{printer} verified.")
AGENT_CODE = define("history.agent_code", "{name}: pairing code made.")
AGENT_PAIRED = define("history.agent_paired", "{name} paired.")
AGENT_REVOKED = define("history.agent_revoked", "{name} revoked.")
CARRIER_DPI = define("history.carrier_dpi", "Labels of {carrier}: {before} → {after} dpi.")
BARCODE_ADDED = define("history.barcode_added", "Barcode {barcode} added to product {product}.")
BARCODE_DELETED = define("history.barcode_deleted", "Barcode {barcode} of product {product} deleted.")
BARCODE_MOVED = define(
    "history.barcode_moved", "Barcode {barcode} moved from product {before} to product {product}."
)
BARCODES_IMPORTED = define(
    "history.barcodes_imported",
    "Barcode file imported: {added} added, {replaced} replaced, {same} unchanged.",
)
