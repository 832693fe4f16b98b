"""Actions on many packages at once: their names, what they need, why one package is left out."""

from packages_ui.messages.message import define, define_plural

CHANGE_METHOD = define("bulk.change_method", "Change shipping method")
READY_TO_SHIP = define("bulk.ready_to_ship", "Set to Ready to Ship")
METHOD = define("bulk.method", "New shipping method")

NOT_IN_COPY = define(
    "bulk.not_in_copy", "Not in the local copy yet. Select it again in a minute, or open its page."
)
CHANGED_MEANWHILE = define(
    "bulk.changed_meanwhile", "The package has changed since you selected it. Check it, then select it again."
)
NO_NUMBER = define(
    "bulk.no_number", "This carrier has no integration: enter the waybill or tracking number first."
)
UNEXPECTED = define(
    "bulk.unexpected",
    "An unexpected error stopped this package. Check it; if it continues, tell an administrator.",
)
STOPPED = define("bulk.stopped", "Stopped before it was done. Nothing was changed.")

STARTED = define_plural(
    "bulk.started", "{action}: started for {count} package.", "{action}: started for {count} packages."
)
STOPPED_REST = define_plural(
    "bulk.stopped_rest",
    "{action}: stopped, {count} package left.",
    "{action}: stopped, {count} packages left.",
)

NO_SUCH_VERB = define("bulk.no_such_verb", "There is no such bulk action. Nothing was made; reload the page.")
NO_VALUE = define("bulk.no_value", "Choose one of the list. Nothing was started.")
NOTHING_TO_DO = define("bulk.nothing_to_do", "None of these packages can be changed. Nothing was started.")
