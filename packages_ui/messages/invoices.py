"""Why a package's invoice is not here or not on paper, and what to do."""

from packages_ui.messages.message import define

# --- why it could not be fetched
NO_LINK = define("invoices.no_link", "Seller Center has no invoice for this package yet.")
NOT_READY = define("invoices.not_ready", "The invoice is not ready yet (HTTP {status}).")
STATUS = define("invoices.status", "The invoice could not be fetched (HTTP {status}).")
NO_RESPONSE = define(
    "invoices.no_response", "The invoice could not be fetched: its server is not responding."
)
SELLER_CENTER = define("invoices.seller_center", "Seller Center could not be asked for the invoice.")
NOT_PDF = define("invoices.not_pdf", "What came instead of the invoice is not a PDF.")
REDIRECT = define(
    "invoices.redirect", "The invoice link leads on to another address. That is not followed for safety."
)
HOST = define("invoices.host", "The invoice is on {host}, which no administrator has allowed.")
NO_HTTPS = define("invoices.no_https", "The invoice link is not a secure address (https).")
TOO_LARGE = define("invoices.too_large", "The invoice is larger than {most} MB.")
TOO_LONG = define("invoices.too_long", "The invoice has {pages} pages; at most {most} are printed.")
BROKEN = define("invoices.broken", "The invoice cannot be opened: its PDF is broken or locked.")
NO_DISK = define("invoices.no_disk", "The invoice could not be stored on the server.")

# --- at a desk
FETCHING = define("invoices.fetching", "The invoice is being fetched.")
WAIT = define("invoices.wait", "It prints automatically.")
PRINTING = define("invoices.printing", "The invoice is printing on {printer}.")
PRINTED = define("invoices.printed", "Invoice sent to {printer}.")
OPENED = define("invoices.opened", "The invoice was opened for printing on a computer.")
HELD_UP = define("invoices.held_up", "The invoice waits for its printer.")
NOT_SURE = define("invoices.not_sure", "The invoice may not have printed on {printer}.")
LOOK = define("invoices.look", "Look in the printer. If it is not there, print it again.")
FROM_BROWSER = define("invoices.from_browser", "Print the invoice from this computer.")
OPEN_IT = define("invoices.open_it", "Press the button below, print the PDF and put it in the box.")
NO_PRINTER = define("invoices.no_printer", "This station has no document printer for the invoice.")
OTHER_STATION = define(
    "invoices.other_station", "Set the package aside and continue at a station with a document printer."
)
TRIED_AGAIN = define("invoices.tried_again", "It is retried automatically.")
RETRY_OR_LEAD = define(
    "invoices.retry_or_lead", "Retry, set the package aside, or ask a lead to pack without an invoice."
)
WITHOUT_IT = define("invoices.without_it", "You can close the box without it.")
NEEDED = define("invoices.needed", "Not packed: this package needs its invoice.")
NOT_PRINTED = define("invoices.not_printed", "It is not printed yet.")
PACKED_WITHOUT = define("invoices.packed_without", "Packed without its invoice.")
ASKED_AGAIN = define("invoices.asked_again", "The invoice is fetched again.")
PRINTS_AGAIN = define("invoices.prints_again", "The invoice prints again.")
NOTHING_TO_PRINT = define("invoices.nothing_to_print", "No invoice is printed at this station.")

# --- a lead packs without it
NOT_HELD_UP = define("invoices.not_held_up", "Package {number} does not wait for an invoice.")
SENT_LATER = define("invoices.sent_later", "The invoice is sent later by e-mail")
PRINTER_BROKEN = define("invoices.printer_broken", "The document printer is broken")
INSIDE = define("invoices.inside", "A printed invoice is in the box already")
GIVEN_UP = define("invoices.given_up", "Not printed: the package was packed without it.")

# --- of many packages
PRINT_MANY = define("invoices.print_many", "Print invoices")
WHERE = define("invoices.where", "Document printer")
REQUESTED = define("invoices.requested", "Its invoice prints on {printer}.")
ALREADY_PRINTED = define(
    "invoices.already_printed", "Its invoice was printed already. Its page prints it again."
)
