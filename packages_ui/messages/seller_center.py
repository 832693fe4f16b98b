"""What goes wrong with Seller Center, and what the connection check finds."""

from packages_ui.messages.message import define, define_plural

MAYBE_CHANGED = define("seller_center.maybe_changed", "It is not known whether the change was made.")
CHECK_PACKAGE = define("seller_center.check_package", "Check the package before you try again.")
NOT_DONE = define("seller_center.not_done", "Seller Center did not carry this out.")
UNREACHABLE = define("seller_center.unreachable", "Seller Center cannot be reached.")
ANSWER_LOST = define("seller_center.answer_lost", "The response of Seller Center was incomplete.")
UNAUTHORIZED = define(
    "seller_center.unauthorized", "Seller Center does not accept our access key: it is wrong or has expired."
)
SET_NEW_KEY = define(
    "seller_center.set_new_key",
    "An administrator must set a new key (Seller Center, Settings, Access Tokens).",
)
FORBIDDEN = define("seller_center.forbidden", "Our access key has no permission for this in Seller Center.")
CHECK_KEY = define("seller_center.check_key", "Ask an administrator to check what the key may do.")
NOT_FOUND = define(
    "seller_center.not_found",
    "Seller Center does not know this package or item; it may have been cancelled or moved.",
)
SEARCH_ORDER = define("seller_center.search_order", "Search for it by its order number.")
REFUSED = define("seller_center.refused", "Seller Center refused this: {reason}")
REFUSED_WITHOUT_REASON = define(
    "seller_center.refused_without_reason", "Seller Center refused this and gave no reason."
)
CORRECT_IT = define("seller_center.correct_it", "Correct it and send it again.")
REFUSED_PART = define("seller_center.refused_part", "part {number}: {reason}")
ERROR_PAGE = define("seller_center.error_page", "An error page came instead of a reason: {text}")
EMPTY_ERROR_PAGE = define("seller_center.empty_error_page", "An empty error page came instead of a reason.")
LIMITED = define("seller_center.limited", "Too many requests to Seller Center.")
IN_A_MINUTE = define("seller_center.in_a_minute", "Try again in a minute.")
IN_SECONDS = define_plural(
    "seller_center.in_seconds", "Try again in {count} second.", "Try again in {count} seconds."
)
SERVER_FAILED = define("seller_center.server_failed", "Seller Center is not responding.")
MALFORMED = define("seller_center.malformed", "The response of Seller Center could not be understood.")
ADDRESS_OR_CHANGED = define(
    "seller_center.address_or_changed",
    "Tell an administrator: the address may be wrong, or Seller Center has changed.",
)
REDIRECTED = define(
    "seller_center.redirected", "Seller Center redirected us to another address. It was not followed."
)
REDIRECTED_TO = define(
    "seller_center.redirected_to", "Seller Center redirected us to {host}. It was not followed."
)
CHECK_ADDRESS = define(
    "seller_center.check_address", "Ask an administrator to check the address of Seller Center."
)
TOO_LATE = define("seller_center.too_late", "Seller Center took too long to respond.")
CROWDED = define("seller_center.crowded", "Many pages are waiting for Seller Center.")
REST_GOES_ON = define(
    "seller_center.rest_goes_on",
    "Try again in a few seconds. Prefetched packages can still be packed, printed and handed over.",
)

CHECK_WELL = define("seller_center.check_well", "Seller Center at {host} responds and accepts our key.")
CHECK_DETAILS = define("seller_center.check_details", "Details: {error}")
CHECK_KEY_NEEDS_WORD = define(
    "seller_center.check_key_needs_word", "Seller Center accepts our key only after the word {scheme}."
)
CHECK_SET_SCHEME = define("seller_center.check_set_scheme", "Set SELLER_CENTER_AUTH_SCHEME to {scheme}.")
CHECK_KEY_BARE = define(
    "seller_center.check_key_bare", "Seller Center accepts our key only without a word before it."
)
CHECK_EMPTY_SCHEME = define("seller_center.check_empty_scheme", "Leave SELLER_CENTER_AUTH_SCHEME empty.")
CHECK_KEY_REFUSED = define(
    "seller_center.check_key_refused",
    "Seller Center refuses our key, with and without a word before it. "
    "It is wrong, has expired or was revoked.",
)
CHECK_MAKE_KEY = define(
    "seller_center.check_make_key",
    "Make a new key in Seller Center under Settings, Access Tokens, and set SELLER_CENTER_API_KEY.",
)
CHECK_REDIRECTED = define(
    "seller_center.check_redirected",
    "{host} redirects to {other}; set SELLER_CENTER_URL to the right address.",
)
CHECK_REDIRECTED_ELSEWHERE = define(
    "seller_center.check_redirected_elsewhere",
    "{host} redirects to another address; set SELLER_CENTER_URL to the right one.",
)
CHECK_NO_ANSWER = define(
    "seller_center.check_no_answer",
    "{host} took the request and did not respond in time. Try again, then ask its operator.",
)
CHECK_OTHER_HOST = define(
    "seller_center.check_other_host",
    "{host} does not respond as Seller Center does: SELLER_CENTER_URL is probably another host.",
)
CHECK_NO_PACKAGES = define(
    "seller_center.check_no_packages",
    "{host} has no /api/i2/packages/: SELLER_CENTER_URL is probably another host.",
)
CHECK_NO_HOST = define(
    "seller_center.check_no_host",
    "There is no host named {host}: check SELLER_CENTER_URL and this machine's DNS.",
)
CHECK_CERTIFICATE = define(
    "seller_center.check_certificate",
    "The certificate of {host} is not trusted: check the host, this machine's clock and its CAs.",
)
CHECK_NO_TLS = define(
    "seller_center.check_no_tls",
    "No encrypted connection to {host} is possible: check host and port in SELLER_CENTER_URL.",
)
CHECK_CONNECTION_REFUSED = define(
    "seller_center.check_connection_refused",
    "{host} refuses the connection: check the port in SELLER_CENTER_URL, or ask its operator.",
)
CHECK_CONNECTION_TIMEOUT = define(
    "seller_center.check_connection_timeout",
    "{host} does not answer the connection: check SELLER_CENTER_URL and the firewall.",
)
CHECK_UNREACHABLE = define(
    "seller_center.check_unreachable",
    "{host} cannot be reached: check SELLER_CENTER_URL and this machine's network.",
)
CHECK_SANDBOX = define(
    "seller_center.check_sandbox",
    "SELLER_CENTER_URL is not set: the bundled sandbox is used. Its packages are made up.",
)

KEY_IS_NO_WORD = define(
    "seller_center.key_is_no_word",
    "SELLER_CENTER_API_KEY must be one word of plain letters, digits and signs.",
)
SCHEME_IS_NO_WORD = define(
    "seller_center.scheme_is_no_word",
    "SELLER_CENTER_AUTH_SCHEME must be empty or one word such as Token.",
)
METHODS_PATH = define(
    "seller_center.methods_path", "SELLER_CENTER_SHIPPING_METHODS_PATH must begin with one slash."
)
ADDRESS_UNREADABLE = define("seller_center.address_unreadable", "SELLER_CENTER_URL cannot be read.")
ADDRESS_SHAPE = define(
    "seller_center.address_shape", "SELLER_CENTER_URL must look like https://seller.example.com."
)
ADDRESS_ONLY = define(
    "seller_center.address_only",
    "SELLER_CENTER_URL must be scheme and host only, without a path or a user name.",
)
ADDRESS_ENCRYPTED = define(
    "seller_center.address_encrypted",
    "SELLER_CENTER_URL must begin with https: otherwise the key could be read on the way.",
)
