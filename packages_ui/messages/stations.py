"""What stations and their printers say: how a printer is, why a change was refused, what a restored backup
stopped."""

from packages_ui.messages.message import define, define_plural

# --- the condition of a printer
PRINTER_PAUSED = define("stations.printer_paused", "{printer} is paused")
SANDBOX_PRINTER = define("stations.sandbox_printer", "It was the sandbox's printer.")
NO_REASON = define("stations.no_reason", "No reason was given.")
ALSO_REPORTS = define("stations.also_reports", "The printer also reports: {trouble}")
SINCE = define("stations.since", "since {time}")
AS_OF = define("stations.as_of", "as of {time}")
FROM_BROWSER = define("stations.from_browser", "Prints from the browser")
DIALOG_OPENS = define("stations.dialog_opens", "The print dialog opens automatically.")
NOT_CHECKED = define("stations.not_checked", "Not checked yet")
CHECKED_WHEN = define(
    "stations.checked_when", "It is checked when someone chooses its station or prints on it."
)
PRINTER_READY = define("stations.printer_ready", "Printer ready")
NAMED = define("stations.named", "{printer}: {state}")

# --- changes that were refused
ADDRESS_CHANGED = define(
    "stations.address_changed",
    "Someone else has just changed this printer's address. Nothing was saved. Open the form again.",
)
DELETE_BUSY = define(
    "stations.delete_busy", "Cannot delete: it is printing right now. Try again in a few seconds."
)
DELETE_IN_USE = define_plural(
    "stations.delete_in_use",
    "Cannot delete: station {stations} prints on it. Give that station another printer first.",
    "Cannot delete: {count} stations print on it ({stations}). Give them another printer first.",
)
DELETE_HISTORY = define(
    "stations.delete_history", "Cannot delete: the history of printed labels refers to it. Rename it instead."
)
NOT_SECURED = define("stations.not_secured", "Only an address that begins with ipps:// has a certificate.")
NO_COUNT = define("stations.no_count", "The printer did not report a label count. Leave this unticked.")
SAVE_BUSY = define(
    "stations.save_busy",
    "A label is being sent to this printer right now. Nothing was changed. Save again in a few seconds.",
)
ADDRESS_LEFT = define(
    "stations.address_left",
    "The printer's address was changed before the printer confirmed this label.",
)

# --- a pairing slip
SCAN_SLIP = define("stations.scan_slip", "Scan this at the station to verify which printer it came from.")

# --- a database that was restored from a backup
HELD = define(
    "stations.held",
    "The database was restored from a backup and is missing labels printed since. Printing is on hold "
    "until an administrator checks them.",
)
UNKNOWN_COUNT = define("stations.restored_unknown", "It is not known which labels were printed since.")
PRINTED_SINCE = define_plural(
    "stations.restored_count",
    "1 label was sent after the backup.",
    "{count} labels were sent after the backup.",
)
SENT_SINCE = define(
    "stations.restored_label",
    "The database was restored from a backup. This label was sent to {printer} after it, at {at}.",
)
LATER_PRINTER = define("stations.restored_printer", "a printer that was added after it")
SLIP_STOPPED = define(
    "stations.restored_slip",
    "The database was restored from a backup, so this may be printed already. If not, print it again.",
)
BATCH_NAME = define("stations.restored_batch", "Sent after the backup to {printer}")

# --- a PC with the print agent
AGENT_AWAY = define("stations.agent_away", "Agent away")
AGENT_WAITS = define("stations.agent_waits", "Labels wait. Check that the PC {pc} is on and has a network.")
AGENT_REVOKED = define(
    "stations.agent_revoked", "The PC is no longer paired. Pair it and choose its printer again."
)
LAST_SEEN = define("stations.last_seen", "last seen {time}")
AGENT_BEGUN = define(
    "stations.agent_begun",
    "The print agent was cut off while sending this label. Check whether it printed.",
)
