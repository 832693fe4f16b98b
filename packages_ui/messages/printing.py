"""What the print ledger, its feeders and its slips say."""

from packages_ui.messages.message import define, define_plural

# --- why a label is unconfirmed, failed or waits
WORKER_DIED = define("printing.worker_died", "The worker that was sending it stopped unexpectedly.")
SEND_UNFORESEEN = define(
    "printing.send_unforeseen",
    "An unexpected error occurred while this label was sent. It may or may not have printed: check the "
    "printer. The log has details.",
)
PREPARE_UNFORESEEN = define(
    "printing.prepare_unforeseen",
    "An unexpected error occurred while this label was prepared. Nothing was sent. Print our own label and "
    "tell an administrator: the log has details.",
)
TOO_MANY_ATTEMPTS = define(
    "printing.too_many_attempts",
    "The printer was sent this label {count} times and never printed it. Check the printer, then retry, or "
    "print our own label.",
)
NOT_FOUND_AT_PRINTER = define(
    "printing.not_found", "The printer took this label and no longer knows it: it was restarted or cleared."
)
NEVER_CONFIRMED = define(
    "printing.never_confirmed",
    "The printer took this label long ago and has not confirmed that it printed it.",
)
NEVER_PRINTED = define(
    "printing.never_printed", "The printer took this label long ago and has not printed it."
)
HALF_TAKEN = define(
    "printing.half_taken",
    "The printer waits for the rest of a label, which may be this one: its end was lost on the way. Check "
    "whether it printed.",
)
STOPPED_RESPONDING = define(
    "printing.stopped_responding", "The printer stopped responding before it confirmed this label."
)
WAS_OFFLINE = define(
    "printing.was_offline", "The printer was off or unplugged before it confirmed this label."
)
WITH_ERRORS = define("printing.with_errors", "The printer reports that it printed this label with errors.")
GAVE_UP = define(
    "printing.gave_up", "The printer gave this label up. Check whether any of it printed, then retry."
)
HELD_AT_PRINTER = define(
    "printing.held_at_printer", "The printer holds the label of package {number} back: release it there."
)
WANTED_AGAIN = define("printing.wanted_again", "A person asked to print it again.")
NOT_RESPONDING = define(
    "printing.not_responding", "The printer is not responding (paper out or lid open?): check it."
)

# --- why a printer was paused
SWALLOWS_LABELS = define(
    "printing.swallows_labels",
    "It took a label and never confirmed it, so it gets no more. Check the printer, say whether that label "
    "printed, then resume.",
)
HOLDS_LABELS = define(
    "printing.holds_labels",
    "It holds labels, prints none of them and takes no more. Check the printer, switch it off and on so that "
    "it forgets them, then resume.",
)
CONNECTION_BREAKS = define(
    "printing.connection_breaks",
    "The connection broke during two labels in a row, so it gets no more. Check the printer and its cable, "
    "say whether those labels printed, then resume.",
)

# --- barcodes and papers of a label
UNCHECKED = define("printing.unchecked", "This label could not be checked: its barcodes were not read.")
SET_NOT_TO_PRINT = define(
    "printing.set_not_to_print",
    "This printer is set not to print such labels. Print our own label, or use another printer.",
)
UNREADABLE = define("printing.unreadable", "No barcode of this label can be read at {dpi} dpi.")
OTHER_NUMBERS = define(
    "printing.other_numbers", "The barcodes of this label do not contain {codes}. They contain: {read}."
)
PAPERS_GO_TO = define(
    "printing.papers_go_to", "A4 pages came with this label; they are printed on {printer}."
)
PAPERS_NOWHERE = define(
    "printing.papers_nowhere",
    "A4 pages such as customs forms came with this label, and there is no document printer for them. Only "
    "the label is printed. Download it and print those pages.",
)
PAPERS_NOT_MADE = define(
    "printing.papers_not_made",
    "The A4 pages that came with this label could not be printed ({why}). Download the label and print them.",
)
PRINTER_GONE = define("printing.printer_gone", "the printer was deleted")

# --- the browser's print dialog
BROWSER = define("printing.browser", "a browser")
STILL_SENDING = define(
    "printing.still_sending",
    "A label of this batch is being sent to its earlier printer right now. Nothing was printed here. Press "
    "Print again in a few seconds.",
)

# --- slips
SLIP_UNFIT = define("printing.slip_unfit", "It cannot be printed on this printer, and nothing was printed.")
SLIP_SENDER_DIED = define(
    "printing.slip_sender_died",
    "The worker that was sending it stopped, so it may or may not have printed. If not, request it again.",
)
SLIP_LOST = define("printing.slip_lost", "The stored slip is missing. Nothing was printed. Request it again.")
SLIP_NO_STATION = define("printing.slip_no_station", "No station yet")

# --- where a label is, in one word or two
WAITING = define("printing.waiting", "Waiting")
FETCHING = define("printing.fetching", "Fetching")
LABEL_READY = define("printing.label_ready", "Label ready")
AT_PRINTER = define("printing.at_printer", "At the printer")
PRINTED = define("printing.printed", "Printed")
FAILED = define("printing.failed", "Failed")
UNCONFIRMED = define("printing.unconfirmed", "Unconfirmed")
CANCELLED = define("printing.cancelled", "Cancelled")
NEEDS_ANSWER = define("printing.needs_answer", "Needs an answer")
SENT_TO_PRINTER = define("printing.sent_to_printer", "Sent to the printer")
IN_DIALOG = define("printing.in_dialog", "In the print dialog")
PAUSED = define("printing.paused", "Paused")
PRINTING = define("printing.printing", "Printing")
COPY = define("printing.copy", "Copy {number}")
COPY_BECAUSE = define("printing.copy_because", "Copy {number} ({reason})")
AGAIN_BECAUSE = define("printing.again_because", "Again ({reason})")
AGO = define("printing.ago", "{age} ago")
JUST_NOW = define("printing.just_now", "just now")
REASON_JAM = define("printing.reason_jam", "paper jam")
REASON_DAMAGED = define("printing.reason_damaged", "damaged")
REASON_LOST = define("printing.reason_lost", "lost")
REASON_OTHER = define("printing.reason_other", "another reason")

# --- on the end slip of a batch
LABELS_MISSING = define_plural("printing.labels_missing", "{count} label missing", "{count} labels missing")
OF_LABELS = define_plural("printing.of_labels", "of {count} label", "of {count} labels")
