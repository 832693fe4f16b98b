"""What goes wrong with documents: pick lists, packing slips, command sheets, station slips, manifests."""

from packages_ui.messages.message import define, define_plural

# --- a request that was refused
UNKNOWN_KIND = define("documents.unknown_kind", "There is no such document. Nothing was made. Choose again.")
UNKNOWN_PAPER = define(
    "documents.unknown_paper", "There is no such paper size. Nothing was made. Choose again."
)
UNKNOWN_LANGUAGE = define(
    "documents.unknown_language", "There is no such language. Nothing was made. Choose again."
)
NO_PACKAGE = define("documents.no_package", "No package is selected. Nothing was made. Tick at least one.")
TOO_MANY = define_plural(
    "documents.too_many",
    "1 package is selected; a document takes at most {most}. Nothing was made.",
    "{count} packages are selected; a document takes at most {most}. Nothing was made.",
)
NO_NUMBER = define("documents.no_number", "One of the package numbers is invalid. Nothing was made.")
NO_STATION = define("documents.no_station", "This station no longer exists. Nothing was made.")
NO_HANDOVER = define("documents.no_handover", "This handover no longer exists. Nothing was made.")
NO_BATCH = define("documents.no_batch", "This batch no longer exists. Nothing was made.")
NOT_MADE = define("documents.not_made", "This document is not ready yet. Nothing was printed. Wait for it.")
LOST = define("documents.lost", "The stored document is missing. Nothing was printed. Request a new one.")

# --- what went wrong while it was made
NONE_READ = define("documents.none_read", "No package could be read. Nothing was made.")
ALL_STOPPED = define("documents.all_stopped", "All these packages are stopped. Nothing was made.")
SOME_UNREAD = define_plural(
    "documents.some_unread",
    "1 of {total} packages is missing:",
    "{count} of {total} packages are missing:",
)
UNREAD_ONE = define("documents.unread_one", "{number} ({problem})")
MORE_UNREAD = define("documents.more_unread", "The document names the others.")
NO_DISK = define(
    "documents.no_disk",
    "The document could not be stored: {reason}. Free some disk space.",
)
TOO_MUCH = define(
    "documents.too_much",
    "Drawing this document takes too long. Nothing was printed. Try it with fewer packages.",
)
UNFORESEEN = define(
    "documents.unforeseen",
    "This document could not be made because of an unexpected error. Nothing was printed. Try again; if it "
    "fails again, tell an administrator.",
)
NOT_READ = define("documents.not_read", "Seller Center could not be reached, so it was not read.")
