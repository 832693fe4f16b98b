"""What batches of labels say: why one was not made, why a label could not be fetched, how far a batch is."""

from packages_ui.messages.message import define

# --- why no batch was made
NO_PRINTER = define(
    "batches.no_printer",
    "This printer no longer exists. Nothing was printed. Choose another one and print again.",
)
TOO_MANY_MATCH = define(
    "batches.too_many_match", "More than {most} packages match. No batch was made. Narrow the filter first."
)
NOTHING_SELECTED = define(
    "batches.nothing_selected", "No package is selected. Nothing was printed. Select at least one."
)
TOO_MANY_SELECTED = define(
    "batches.too_many_selected",
    "{selected} packages are selected; a batch takes {most}. Nothing was printed. Print them in two batches.",
)
NOT_A_NUMBER = define("batches.not_a_number", "One of the package numbers is not valid. Nothing was printed.")
ALL_PRINTED = define("batches.all_printed", "All of these labels are already printed. Nothing was printed.")
ONE_PRINTED = define(
    "batches.one_printed",
    "This label was already printed. Nothing was printed now. To reprint it, choose a reason.",
)
SOME_PRINTED = define(
    "batches.some_printed",
    "{printed} of these {total} labels were already printed. Nothing was printed now. To reprint them, "
    "choose a reason.",
)
NO_SUCH_REASON = define(
    "batches.no_such_reason",
    "This is not one of the reasons for a reprint. Nothing was printed. Choose a reason.",
)
BAD_FILTER = define(
    "batches.bad_filter",
    "The filter is not valid. Nothing was printed. Correct it in the list and print again.",
)
NO_SUCH_SLIPS = define(
    "batches.no_such_slips", "This is not one of the separators. Nothing was printed. Choose again and print."
)
NO_SUCH_ORDER = define(
    "batches.no_such_order", "This is not one of the orders. Nothing was printed. Choose again and print."
)

# --- why a label could not be fetched
RETRY_OR_OWN = define("batches.retry_or_own", "Retry later, or print our own label.")
NEVER_MADE = define(
    "batches.never_made",
    "The carrier has not made this label after 5 minutes. Nothing was printed. Retry later, or print "
    "our own label.",
)
UNRECOGNISED = define(
    "batches.unrecognised",
    "What the carrier sent is not a known label format (ZPL, EPL, PDF, a picture or HTML). Download it, "
    "print our own label, or ask the carrier.",
)
LINK = define(
    "batches.link",
    "The carrier sent a link instead of a label, and links are not opened. Download it and open it "
    "yourself, or print our own label.",
)
FETCH_UNFORESEEN = define(
    "batches.fetch_unforeseen",
    "An unexpected error occurred with this label; nothing was stored. Retry it. If it fails again, "
    "print our own label and tell an administrator: the log has details.",
)
OTHERS_DRAWN = define("batches.others_drawn", "Other labels are being drawn; this one comes after them.")
LABEL_NOT_STORED = define(
    "batches.label_not_stored",
    "The label could not be stored ({why}). Free some disk space for labels, then retry.",
)
KEY_REFUSED = define(
    "batches.key_refused",
    "Seller Center does not accept our access key. No labels have been fetched since {since}; all "
    "requests are kept. An administrator must set a new key (Seller Center, Settings, Access Tokens).",
)

# --- the PDF for the browser
PDF_NOT_YET = define(
    "batches.pdf_not_yet", "The PDF of this batch is not ready yet. Nothing was printed. Wait for all labels."
)
PDF_NO_LABEL = define(
    "batches.pdf_no_label",
    "No label of this batch could be fetched, so there is no PDF. Retry the failed ones.",
)
PDF_LOST = define(
    "batches.pdf_lost",
    "The stored PDF of this batch is missing. It is being made again from the labels. Open it again in a few "
    "seconds.",
)
PDF_LOST_PRINTED = define(
    "batches.pdf_lost_printed",
    "The stored PDF of this batch is missing, and its labels went to the print dialog already. Nothing was "
    "printed now. To print them again, press “Print again…” and give a reason.",
)
PDF_TO_PRINTER = define(
    "batches.pdf_to_printer",
    "The labels of this batch go to {printer}, so there is no PDF. Nothing was changed. Move the batch "
    "to the browser to get one.",
)
RAW_LOST = define(
    "batches.raw_lost",
    "The stored label is missing. Nothing was changed. Print the package again to fetch it again.",
)
JOIN_UNFORESEEN = define(
    "batches.join_unforeseen",
    "An unexpected error occurred while this label was drawn. Download it, or print our own label and "
    "tell an administrator: the log has details.",
)
OTHER_NUMBER = define(
    "batches.other_number",
    "The barcodes that can be read are not this package's number. Print it on a ZPL printer, or print "
    "our own label.",
)
NOT_TOGETHER = define(
    "batches.not_together",
    "The labels of this batch could not be joined into one PDF, although each alone can. Retry them in "
    "smaller batches, or tell an administrator: the log has details.",
)
PDF_NOT_WRITTEN = define(
    "batches.pdf_not_written",
    "The labels are fetched, but their PDF could not be written ({why}). Nothing is lost. Free some "
    "disk space for labels; it is tried again automatically.",
)

# --- outdated labels
CHANGED_AT_SELLER_CENTER = define(
    "batches.changed_at_seller_center",
    "The address, amount, method or tracking number was changed at Seller Center.",
)

# --- how far a batch is
JOINING = define("batches.joining", "Joining")
READY_TO_PRINT = define("batches.ready_to_print", "Ready to print")
PRINTER_PAUSED = define("batches.printer_paused", "Printer paused")
PRINTER_TROUBLE = define("batches.printer_trouble", "Printer problem")
IN_QUEUE = define("batches.in_queue", "In the queue")
SOME_FAILED = define("batches.some_failed", "Some failed")
SECONDS_AFTER = define("batches.seconds_after", "+{number} s")
MINUTES_AFTER = define("batches.minutes_after", "+{number} min")
HOURS_AFTER = define("batches.hours_after", "+{number} h")
